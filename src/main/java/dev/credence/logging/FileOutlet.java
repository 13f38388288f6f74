package dev.credence.logging;

import dev.credence.config.LogSink.LogFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file that is set aside when it has grown large, and opened anew when somebody else has set it aside: it is looked up
 * by its name before each line, so that nobody has to send a signal, and no line goes into a file that was taken away.
 *
 * <p>Not logback's rolling appender: that one writes on into a file that was renamed, does not tell that a line could not
 * be written, and gives the file whatever mode the process creates files with.
 */
final class FileOutlet implements Outlet {
    private static final Set<OpenOption> APPEND = Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND);

    private static final int MOST_LINKS = 40;

    private final LogFile file;
    private final SinkReport report;
    private @Nullable FileChannel channel;
    private @Nullable Object key;
    private long size;
    /** Bytes that it may have before it is set aside; more than configured once that could not be done. */
    private long limit;

    FileOutlet(LogFile file) {
        this(file, new SinkReport());
    }

    /**
     * @param report is told when it cannot be set aside
     */
    FileOutlet(LogFile file, SinkReport report) {
        this.file = file;
        this.report = report;
        this.limit = file.maxSize();
    }

    /**
     * Opens it, which creates it if need be.
     *
     * @throws IOException if that cannot be
     */
    void open() throws IOException {
        FileChannel opened = FileChannel.open(file.path(), APPEND, mode(file.path()));
        channel = opened;
        size = opened.size();
        BasicFileAttributes found = look(file.path());
        key = found == null ? null : found.fileKey();
    }

    @Override
    public void write(byte[] line) throws IOException {
        BasicFileAttributes found = look(file.path());
        if (channel == null || found == null || !Objects.equals(key, found.fileKey())) {
            close();
            open();
        } else {
            // Somebody may have emptied it.
            size = found.size();
        }
        if (size <= file.maxSize()) {
            limit = file.maxSize();
        }
        if (size > 0 && size + line.length > limit && isMovable(file.path())) {
            close();
            makeRoom();
            open();
        }
        append(Objects.requireNonNull(channel), line);
    }

    private void append(FileChannel out, byte[] line) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(line);
        try {
            while (rest.hasRemaining()) {
                out.write(rest);
            }
        } catch (IOException full) {
            if (rest.position() > 0) {
                // The line comes again: what there is of it on a full disk would be one that nobody can read.
                out.truncate(size);
            }
            throw full;
        }
        size += line.length;
    }

    /** Where it cannot be done lines are worth more than the limit, and whoever keeps the directory may do it instead. */
    private void makeRoom() {
        try {
            // What a link leads to, so that files stay on the disk that they were put on.
            setAside(file.path().toRealPath());
        } catch (IOException cannot) {
            limit = size + file.maxSize();
            report.grows(file, cannot);
        }
    }

    /** {@code log.1} is the youngest; the oldest makes room. */
    private void setAside(Path path) throws IOException {
        if (file.keep() == 0) {
            Files.deleteIfExists(path);
            return;
        }
        for (int number = file.keep(); number > 0; number--) {
            Path from = number == 1 ? path : numbered(path, number - 1);
            if (Files.exists(from)) {
                Files.move(from, numbered(path, number), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static Path numbered(Path path, int number) {
        return path.resolveSibling(path.getFileName() + "." + number);
    }

    /** False for devices and pipes, and for {@code /dev/stderr} whatever that is: its name cannot be given to another file. */
    private static boolean isMovable(Path path) throws IOException {
        Path link = path.toAbsolutePath();
        for (int links = 0; links < MOST_LINKS && Files.isSymbolicLink(link); links++) {
            link = link.resolveSibling(Files.readSymbolicLink(link));
            if (link.startsWith("/proc")) {
                return false;
            }
        }
        return Files.isRegularFile(path);
    }

    @Override
    public void reopen() {
        close();
    }

    @Override
    public void close() {
        FileChannel open = channel;
        channel = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException useless) {
                // What was written is written; there is nobody to tell but this file.
                key = null;
            }
        }
    }

    private static @Nullable BasicFileAttributes look(Path path) throws IOException {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class);
        } catch (NoSuchFileException gone) {
            return null;
        }
    }

    /** Who asks for credentials is no business of others on the machine. The umask may make it tighter. */
    static FileAttribute<?>[] mode(Path path) {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"))
                }
                : new FileAttribute<?>[0];
    }
}
