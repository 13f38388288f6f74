package dev.credence.cli.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Documents that were printed, in a folder that is nobody else's. What is not as this class leaves it is not believed:
 * the folder 0700, files 0600, both of the user who asks, no links.
 *
 * <p>Whatever is wrong with the folder or the disk is told once and costs the cache, never the document.
 */
final class DocumentCache {
    private static final int FOLDER = 0040700;
    private static final int FILE = 0100600;
    private static final int NAME = 64;
    private static final String UNFINISHED = ".new";
    private static final String MEND = "; set XDG_CACHE_HOME to a folder that you may write, or use --no-cache";
    /** Nobody takes longer between making such a file and giving it its name. */
    private static final long ABANDONED = 3600;
    /** How many files are looked through for expired ones. */
    private static final int MOST_SWEPT = 1_000;

    private final Path folder;
    private final long user;
    private final Consumer<String> warn;
    private boolean told;

    /**
     * @param user who asks, by number
     * @param warn gets one line about what keeps the cache from being used
     */
    DocumentCache(Path folder, long user, Consumer<String> warn) {
        this.folder = folder;
        this.user = user;
        this.warn = warn;
    }

    /** The document of that name, whatever its age; empty if there is none that can be believed. */
    Optional<CachedDocument> read(String name) {
        Path file = folder.resolve(name);
        try {
            if (!isPrivate(folder, FOLDER, "chmod 700") || !isPrivate(file, FILE, "remove")) {
                return Optional.empty();
            }
            Optional<CachedDocument> document = CachedDocument.read(content(file), name);
            if (document.isEmpty()) {
                tell(String.join("", file.toString(), " is ignored: it is damaged; it will be replaced"));
            }
            return document;
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException | UnsupportedOperationException unusable) {
            tell(String.join("", "the cache ", folder.toString(), " cannot be read: ", reason(unusable), MEND));
            return Optional.empty();
        }
    }

    /** Keeps it under that name in one step: whoever reads finds the old one or the new one. */
    void write(String name, CachedDocument document) {
        Path unfinished = null;
        try {
            if (!makeFolder()) {
                return;
            }
            unfinished = Files.createTempFile(folder, name + ".", UNFINISHED, privately("rw-------"));
            Files.write(unfinished, document.file(name));
            Files.move(unfinished, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | UnsupportedOperationException full) {
            tell("the document is not cached: " + folder + ": " + reason(full) + MEND);
            discard(unfinished);
        }
    }

    /** Removes what has expired, and what a run that was killed has left. */
    void sweep(long now) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            int left = MOST_SWEPT;
            for (Path file : files) {
                if (left-- > 0 && isOver(file, now)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException unreadable) {
            // Nothing depends on it; the next run tries again.
            return;
        }
    }

    /**
     * A lock for that name, open as long as the channel is; the system opens it when its holder dies.
     *
     * <p>The names share 256 files, so that none has to be removed, which could not be done without a race.
     *
     * @return empty if there is no place for one
     */
    Optional<FileChannel> lockFile(String name) {
        try {
            if (!makeFolder()) {
                return Optional.empty();
            }
            return Optional.of(FileChannel.open(
                    folder.resolve("lock-" + name.substring(0, 2)),
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                    privately("rw-------")));
        } catch (IOException | UnsupportedOperationException readOnly) {
            tell("the cache " + folder + " cannot be used: " + reason(readOnly) + MEND);
            return Optional.empty();
        }
    }

    private boolean makeFolder() throws IOException {
        try {
            return isPrivate(folder, FOLDER, "chmod 700");
        } catch (NoSuchFileException none) {
            Path parent = folder.getParent();
            if (parent != null) {
                Files.createDirectories(parent, privately("rwx------"));
            }
            try {
                Files.createDirectory(folder, privately("rwx------"));
            } catch (FileAlreadyExistsException another) {
                // Another run was quicker, or somebody put something else there.
                return isPrivate(folder, FOLDER, "chmod 700");
            }
            return true;
        }
    }

    private boolean isPrivate(Path path, int mode, String mend) throws IOException {
        Map<String, Object> attributes = Files.readAttributes(path, "unix:uid,mode", LinkOption.NOFOLLOW_LINKS);
        boolean own = ((Number) attributes.getOrDefault("uid", -1)).longValue() == user;
        if (own && attributes.getOrDefault("mode", 0).equals(mode)) {
            return true;
        }
        String why = own ? " is ignored: others could use it; " : " is ignored: it belongs to somebody else; ";
        tell(String.join("", path.toString(), why, own ? mend : "remove", " it, or use --no-cache"));
        return false;
    }

    private static byte[] content(Path file) throws IOException {
        try (SeekableByteChannel channel =
                Files.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            // One byte more than there may be is enough to see that there is too much.
            ByteBuffer buffer = ByteBuffer.allocate(CachedDocument.LARGEST + 1024);
            int read;
            do {
                read = channel.read(buffer);
            } while (read >= 0 && buffer.hasRemaining());
            byte[] content = new byte[buffer.flip().remaining()];
            buffer.get(content);
            return content;
        }
    }

    private static boolean isOver(Path path, long now) throws IOException {
        Path file = path.getFileName();
        String name = file == null ? "" : file.toString();
        if (name.length() > NAME && name.endsWith(UNFINISHED)) {
            return Files.getLastModifiedTime(path).toMillis() / 1000 < now - ABANDONED;
        }
        return name.length() == NAME
                && Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                && CachedDocument.read(content(path), name)
                        .map(document -> document.isOver(now))
                        .orElse(false);
    }

    private static void discard(@org.jspecify.annotations.Nullable Path unfinished) {
        try {
            if (unfinished != null) {
                Files.deleteIfExists(unfinished);
            }
        } catch (IOException stays) {
            // A later run sweeps it away.
            return;
        }
    }

    private void tell(String line) {
        if (!told) {
            told = true;
            warn.accept(line);
        }
    }

    private static String reason(Exception trouble) {
        if (trouble instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (trouble instanceof NoSuchFileException) {
            return "it cannot be made";
        }
        String said =
                trouble instanceof java.nio.file.FileSystemException file ? file.getReason() : trouble.getMessage();
        return said == null ? trouble.getClass().getSimpleName() : said;
    }

    private static java.nio.file.attribute.FileAttribute<?> privately(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }
}
