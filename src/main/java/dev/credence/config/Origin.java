package dev.credence.config;

import java.nio.file.Path;

/**
 * Where a value was written.
 *
 * @param place a file as it was named on the command line, {@code environment variable X}, {@code command line}, or
 *     {@code default} for what nobody wrote
 * @param line from 1; 0 where there are no lines
 */
public record Origin(String place, int line) {
    static final Origin COMMAND_LINE = new Origin("command line", 0);
    static final Origin DEFAULT = new Origin("default", 0);

    static Origin variable(String name) {
        return new Origin("environment variable " + name, 0);
    }

    /** The directory that relative file names are relative to: that of the file, else the working directory. */
    Path directory() {
        Path workingDirectory = Path.of("").toAbsolutePath();
        if (line == 0) {
            return workingDirectory;
        }
        Path parent = workingDirectory.resolve(place).getParent();
        return parent == null ? workingDirectory : parent;
    }

    /** {@code file:line}, or the place alone. */
    @Override
    public String toString() {
        return line == 0 ? place : place + ":" + line;
    }
}
