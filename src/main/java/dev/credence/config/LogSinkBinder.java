package dev.credence.config;

import dev.credence.config.LogSink.Protocol;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads one item of {@code log.to} that is a map. Whether the file can be written and the server is known is tried later. */
final class LogSinkBinder {
    private static final int SYSLOG_PORT = 514;
    private static final int GELF_PORT = 12_201;
    private static final long DEFAULT_SIZE = 100L << 20;
    /** Below, a burst would push out what is wanted. */
    private static final long LEAST_SIZE = 4L << 10;

    private static final int DEFAULT_KEEP = 5;
    private static final int MOST_KEPT = 1000;
    /** RFC 5424, 6.2.1, in the order of their numbers, as syslog daemons call them. */
    private static final List<String> FACILITIES = List.of(
            "kern",
            "user",
            "mail",
            "daemon",
            "auth",
            "syslog",
            "lpr",
            "news",
            "uucp",
            "cron",
            "authpriv",
            "ftp",
            "ntp",
            "audit",
            "alert",
            "clock",
            "local0",
            "local1",
            "local2",
            "local3",
            "local4",
            "local5",
            "local6",
            "local7");

    private final Section item;
    private final Problems problems;

    LogSinkBinder(Section item, Problems problems) {
        this.item = item;
        this.problems = problems;
    }

    /** Empty if it cannot be read; a problem says so then. */
    Optional<LogSink> bind() {
        Set<String> kinds = item.branch().children().keySet();
        if (kinds.size() != 1) {
            String right = kinds.isEmpty()
                    ? "names no target; write stdout, file, syslog or gelf"
                    : "names " + String.join(" and ", kinds) + "; give each an item of its own";
            problems.error(item.path(), item.branch().origin(), right);
            return Optional.empty();
        }
        String kind = kinds.iterator().next();
        Section target = item.section(kind);
        return switch (kind) {
            case "file" -> file(target);
            case "syslog" ->
                address(target, SYSLOG_PORT)
                        .map(address -> new LogSink.Syslog(address, protocol(target), facility(target)));
            default -> address(target, GELF_PORT).map(address -> new LogSink.Gelf(address, protocol(target)));
        };
    }

    private static Optional<LogSink> file(Section file) {
        long size = file.value("max-size", LogSinkBinder::size).orElse(DEFAULT_SIZE);
        int keep = file.integer("keep", DEFAULT_KEEP, 0, MOST_KEPT);
        file.required("path", "name the file, like /var/log/credence/credence.log");
        return file.text("path").isEmpty()
                ? Optional.empty()
                : file.value("path", text -> path(file, text)).map(path -> new LogSink.LogFile(path, size, keep));
    }

    private static Path path(Section file, String text) {
        try {
            return file.origin("path").directory().resolve(text).normalize();
        } catch (InvalidPathException wrong) {
            throw new IllegalArgumentException("is not the name of a file", wrong);
        }
    }

    private static long size(String text) {
        long size = SizeText.parse(text);
        if (size < LEAST_SIZE) {
            throw new IllegalArgumentException("is less than 4KiB");
        }
        return size;
    }

    private static Optional<HostPort> address(Section target, int port) {
        target.required("address", "name the server, like log.example:" + port);
        return target.given("address", text -> address(text, port));
    }

    private static HostPort address(String text, int port) {
        if (text.startsWith("/") || text.startsWith("unix:")) {
            throw new IllegalArgumentException(
                    "is a local socket, for which Java has no datagrams; let the syslog of this"
                            + " machine listen on 127.0.0.1:" + port
                            + ", or log to stdout, which systemd's journal takes");
        }
        boolean hasPort = text.matches(".*[^:]:\\d+") || text.matches("\\[.*]:\\d+");
        try {
            HostPort address = HostPort.parse(hasPort ? text : text + ":" + port);
            if (address.port() == 0) {
                throw new IllegalArgumentException("has port 0, where nobody listens");
            }
            return address;
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(
                    text.isEmpty() || !text.matches("[\\w.:\\[\\]-]+")
                            ? "is not a server; write host:port, like log.example:" + port
                            : String.valueOf(wrong.getMessage()),
                    wrong);
        }
    }

    private static Protocol protocol(Section target) {
        return target.value(
                        "protocol",
                        text -> Protocol.valueOf(
                                NameText.oneOf(text, Set.of("udp", "tcp")).toUpperCase(Locale.ROOT)))
                .orElse(Protocol.UDP);
    }

    private static int facility(Section target) {
        return target.value("facility", text -> FACILITIES.indexOf(NameText.oneOf(text, Set.copyOf(FACILITIES))))
                .orElse(FACILITIES.indexOf("daemon"));
    }
}
