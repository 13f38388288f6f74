package dev.credence.logging;

import dev.credence.config.HostPort;
import dev.credence.config.LogConfig;
import dev.credence.config.LogSink;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether the sinks of a configuration can be used on this machine. Blocks: names are looked up. */
public final class LogExamination {
    private final LogConfig config;

    /** Looks at nothing yet. */
    public LogExamination(LogConfig config) {
        this.config = config;
    }

    /** One sentence for each sink that cannot be used; nothing is created. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        for (LogSink sink : sinks()) {
            String problem = sink instanceof LogSink.LogFile file ? unwritable(file.path()) : unknown(sink);
            if (problem != null) {
                problems.add(problem);
            }
        }
        return problems;
    }

    /**
     * Creates the files. Servers are not looked for: a name that nobody knows at the moment, as while a machine comes up,
     * must not keep the machine's workloads without credentials. Their sinks tell of it.
     *
     * @throws UnusableLogException if a file cannot be created
     */
    void open() {
        List<String> unwritable = new ArrayList<>();
        for (LogSink sink : sinks()) {
            String problem = sink instanceof LogSink.LogFile file ? uncreatable(file) : null;
            if (problem != null) {
                unwritable.add(problem);
            }
        }
        if (!unwritable.isEmpty()) {
            throw new UnusableLogException(unwritable);
        }
    }

    private static @Nullable String uncreatable(LogSink.LogFile file) {
        if (Files.exists(file.path()) && !Files.isRegularFile(file.path())) {
            // Opening a pipe waits for its reader, and nobody may wait here.
            return unwritable(file.path());
        }
        FileOutlet outlet = new FileOutlet(file);
        try {
            outlet.open();
            return null;
        } catch (IOException failed) {
            return cannot(file.path(), SinkReport.reason(failed));
        } finally {
            outlet.close();
        }
    }

    private List<LogSink> sinks() {
        List<LogSink> sinks = new ArrayList<>(config.to().sinks());
        if (config.audit().isPresent()) {
            sinks.addAll(config.audit().get().sinks());
        }
        return sinks;
    }

    private static @Nullable String unwritable(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (Files.isDirectory(file)) {
            return cannot(file, "it is a directory");
        }
        if (Files.exists(file)) {
            return Files.isWritable(file) ? null : cannot(file, "access denied");
        }
        if (folder == null || !Files.isDirectory(folder)) {
            return cannot(file, "no such directory");
        }
        return Files.isWritable(folder) ? null : cannot(file, "access denied");
    }

    private static String cannot(Path file, String why) {
        return "log: the file " + file + " cannot be written: " + why
                + "; make its directory, writable for the gateway's user, or name another file";
    }

    private static @Nullable String unknown(LogSink sink) {
        HostPort address = sink instanceof LogSink.Syslog syslog
                ? syslog.address()
                : sink instanceof LogSink.Gelf gelf ? gelf.address() : null;
        if (address == null) {
            return null;
        }
        try {
            InetAddress.getByName(address.host());
            return null;
        } catch (UnknownHostException unknown) {
            return "log: the server " + address.host() + " of " + sink.label()
                    + " is not known here; correct its name, or write its address";
        }
    }
}
