package dev.credence.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Collects what is wrong, so that all of it is reported at once. Not for several threads. */
final class Problems {
    private final List<Problem> found = new ArrayList<>();

    /** With the value, if the node is a scalar. The message reads on from it. */
    void error(ConfigPath path, ConfigNode node, String message) {
        add(Severity.ERROR, path, shown(path, node), message, node.origin());
    }

    /** Without the value. */
    void error(ConfigPath path, Origin origin, String message) {
        add(Severity.ERROR, path, Optional.empty(), message, origin);
    }

    /** Without the value. */
    void warning(ConfigPath path, Origin origin, String message) {
        add(Severity.WARNING, path, Optional.empty(), message, origin);
    }

    void addAll(List<Problem> problems) {
        found.addAll(problems);
    }

    boolean hasErrors() {
        return found.stream().anyMatch(Problem::isError);
    }

    /** Errors first, then by place. */
    List<Problem> sorted() {
        return found.stream().sorted(Problem.BY_PLACE).distinct().toList();
    }

    private void add(Severity severity, ConfigPath path, Optional<String> value, String message, Origin origin) {
        found.add(new Problem(severity, path.toString(), value, message, Optional.of(origin)));
    }

    private static Optional<String> shown(ConfigPath path, ConfigNode node) {
        return node instanceof ConfigNode.Leaf leaf && leaf.text() != null
                ? Optional.of(ShownValue.of(path.last(), leaf.written()))
                : Optional.empty();
    }
}
