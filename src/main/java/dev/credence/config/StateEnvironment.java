package dev.credence.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a service keeps what must outlive it: what systemd says ({@code StateDirectory=}), else the user's folder for it
 * (XDG Base Directory Specification).
 *
 * @param environment by name
 */
record StateEnvironment(Map<String, String> environment) {

    /** What is written, or a file for the first port, so that gateways side by side have different ones. */
    Optional<Path> leasesFile(Section leases, List<ListenerConfig> listeners) {
        if (leases.text("file").isPresent()) {
            return leases.value("file", text -> file(leases, text));
        }
        int port = listeners.isEmpty() ? 0 : listeners.get(0).address().port();
        return folder().map(folder -> folder.resolve("leases-" + port + ".json"));
    }

    private static Path file(Section leases, String text) {
        try {
            Path file = leases.origin("file").directory().resolve(text).normalize();
            if (!text.endsWith("/") && file.getFileName() != null) {
                return file;
            }
        } catch (InvalidPathException malformed) {
            throw new IllegalArgumentException("is not the name of a file", malformed);
        }
        throw new IllegalArgumentException("is not the name of a file");
    }

    private Optional<Path> folder() {
        // systemd separates several by colons; the first is the one that a unit names first.
        return absolute("STATE_DIRECTORY")
                .or(() -> absolute("XDG_STATE_HOME").map(home -> home.resolve("credence")))
                .or(() -> absolute("HOME").map(home -> home.resolve(".local/state/credence")));
    }

    /** Relative ones count as unset, as the specification wants it. */
    private Optional<Path> absolute(String variable) {
        String value = environment.getOrDefault(variable, "").replaceFirst(":.*", "");
        return value.startsWith("/") && value.indexOf('\0') < 0 ? Optional.of(Path.of(value)) : Optional.empty();
    }
}
