package dev.credence.bootstrap;

import dev.credence.config.HostPort;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The private folder of a development gateway. One process holds it at a time: a lock in it tells a gateway that runs
 * from one that crashed and left its files, which are reused.
 */
final class DevFolder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DevFolder.class);
    private static final String LOCK = "lock";
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OWNER_READS = PosixFilePermissions.fromString("rw-------");

    private final Path folder;
    private final FileChannel lock;
    private final List<Path> written = new ArrayList<>();

    private DevFolder(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /**
     * Takes the folder, and creates it if it is not there.
     *
     * @param listener of the gateway that it is for
     * @throws CannotCreateException if it is somebody else's, open to others, or held by a gateway that runs
     */
    static DevFolder claim(Path folder, HostPort listener) {
        try {
            if (!create(folder) && !isPrivate(folder)) {
                throw new CannotCreateException(folder + " is not a private folder of yours; remove it");
            }
            FileChannel channel = FileChannel.open(
                    folder.resolve(LOCK),
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                    PosixFilePermissions.asFileAttribute(OWNER_READS));
            if (lock(channel) == null) {
                channel.close();
                throw new CannotCreateException(
                        "a development gateway runs at " + listener + " already; stop it or choose another --port");
            }
            return new DevFolder(folder, channel);
        } catch (IOException failure) {
            throw new CannotCreateException("cannot create " + folder, failure);
        }
    }

    /** Whether it is a folder of this user, closed to everyone else; a link to one is not. */
    static boolean isPrivate(Path folder) throws IOException {
        return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                && Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS)
                        .equals(OWNER_ONLY)
                && Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).equals(ourselves(folder.resolveSibling("")));
    }

    /** Writes a file that only its owner can read, in place of the one that was there. */
    Path write(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_READS));
        written.add(file);
        // No final newline: SDKs send what a token file holds as it is.
        return Files.writeString(file, content);
    }

    /** Removes files of those names now and at the end; somebody else may write them meanwhile. */
    void reserve(String... names) throws IOException {
        for (String name : names) {
            Path file = folder.resolve(name);
            Files.deleteIfExists(file);
            written.add(file);
        }
    }

    /** Removes what was written, then the folder. What cannot be removed is told to the log: the gateway has ended. */
    @Override
    public void close() {
        try {
            for (Path file : written) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder.resolve(LOCK));
            Files.deleteIfExists(folder);
            lock.close();
        } catch (IOException leftOver) {
            LOG.atWarn()
                    .addKeyValue("folder", folder)
                    .addKeyValue("reason", leftOver.toString())
                    .log("the folder of the development gateway could not be removed");
        }
    }

    private static boolean create(Path folder) throws IOException {
        try {
            Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            return true;
        } catch (FileAlreadyExistsException there) {
            return false;
        }
    }

    /** The user of this process, as the owner of a file that nobody else can have put there. */
    private static UserPrincipal ourselves(Path temporary) throws IOException {
        Path probe = Files.createTempFile(temporary, "credence-owner-", "");
        try {
            return Files.getOwner(probe, LinkOption.NOFOLLOW_LINKS);
        } finally {
            Files.delete(probe);
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException ourOwn) {
            return null;
        }
    }
}
