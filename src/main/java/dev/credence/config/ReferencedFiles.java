package dev.credence.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads the files that the configuration names and remembers what they held, so that a renewed certificate or token
 * counts as a change. Blocks; not for several threads.
 */
final class ReferencedFiles {
    private static final int MAX_BYTES = 1 << 20;

    private final Map<Path, String> digests = new TreeMap<>();

    byte[] read(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException("is a directory");
        }
        try (InputStream input = Files.newInputStream(file)) {
            byte[] content = input.readNBytes(MAX_BYTES + 1);
            if (content.length > MAX_BYTES) {
                throw new IOException("is larger than " + MAX_BYTES + " bytes");
            }
            digests.put(file, digest(content));
            return content;
        }
    }

    String readText(Path file) throws IOException {
        return new String(read(file), StandardCharsets.UTF_8);
    }

    /** Only whether it can be read; a later change of it is somebody else's matter. */
    static void probe(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException("is a directory");
        }
        try (InputStream input = Files.newInputStream(file)) {
            input.read();
        }
    }

    /** A fingerprint of each file read so far. */
    Map<Path, String> digests() {
        return Map.copyOf(digests);
    }

    /** The rest of a sentence that begins with the file's name and "which". */
    static String reason(Exception unreadable) {
        if (unreadable instanceof NoSuchFileException) {
            return "does not exist";
        }
        if (unreadable instanceof AccessDeniedException) {
            return "may not be read by this user";
        }
        String message = unreadable.getMessage();
        return message != null && message.startsWith("is ") ? message : "cannot be read: " + message;
    }

    private static String digest(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
