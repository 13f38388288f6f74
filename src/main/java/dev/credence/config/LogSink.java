package dev.credence.config;

import java.nio.file.Path;
import java.util.Locale;

/** One place that lines are written to. Two that are equal are the same place. */
public sealed interface LogSink {
    /** What it is called in metrics and messages; bounded by the configuration. */
    String label();

    /** Standard output. */
    record Stdout() implements LogSink {
        @Override
        public String label() {
            return "stdout";
        }
    }

    /**
     * A file.
     *
     * @param maxSize bytes after which it is set aside
     * @param keep how many that were set aside are kept: {@code path.1} is the youngest
     */
    record LogFile(Path path, long maxSize, int keep) implements LogSink {
        @Override
        public String label() {
            return path.toString();
        }
    }

    /**
     * A syslog server, RFC 5424.
     *
     * @param facility its number, 0 to 23
     */
    record Syslog(HostPort address, Protocol protocol, int facility) implements LogSink {
        @Override
        public String label() {
            return "syslog " + protocol.label() + " " + address;
        }
    }

    /** A Graylog server. */
    record Gelf(HostPort address, Protocol protocol) implements LogSink {
        @Override
        public String label() {
            return "gelf " + protocol.label() + " " + address;
        }
    }

    /** How lines travel. */
    enum Protocol {
        UDP,
        TCP;

        /** Lower case. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
