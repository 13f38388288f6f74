package dev.credence.logging;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Standard output. Not {@link System#out}, which tells nobody that a line was lost. */
final class ConsoleOutlet implements Outlet {
    /** One for all streams. It keeps nothing back, it only lets no line into another. */
    private static final OutputStream STANDARD = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1);

    private final OutputStream out;

    ConsoleOutlet() {
        this(STANDARD);
    }

    ConsoleOutlet(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(byte[] line) throws IOException {
        out.write(line);
    }

    /** It belongs to the process. */
    @Override
    public void close() {}
}
