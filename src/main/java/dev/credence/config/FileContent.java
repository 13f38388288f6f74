package dev.credence.config;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What files must hold, as sentences that go on from "a file that". */
final class FileContent {
    private static final int SMALLEST_KEY = 32;

    private FileContent() {}

    static Optional<String> secret(byte[] content) {
        return text(content).isBlank() ? Optional.of("is empty; it must hold the secret") : Optional.empty();
    }

    static Optional<String> pem(byte[] content) {
        return text(content).contains("-----BEGIN ")
                ? Optional.empty()
                : Optional.of("holds no PEM (\"-----BEGIN ...\")");
    }

    /** The same, and takes the text away. */
    static Optional<String> pem(byte[] content, StringBuilder into) {
        into.append(text(content));
        return pem(content);
    }

    static Optional<String> signingKey(byte[] content) {
        return content.length >= SMALLEST_KEY
                ? Optional.empty()
                : Optional.of("holds " + content.length + " bytes; write " + SMALLEST_KEY
                        + " or more, for instance with openssl rand -hex 32");
    }

    private static String text(byte[] content) {
        return new String(content, StandardCharsets.UTF_8);
    }
}
