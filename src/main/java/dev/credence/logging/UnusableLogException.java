package dev.credence.logging;

import java.util.List;

/** The log cannot be written as it is configured. */
public final class UnusableLogException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;
    private final boolean cannotCreate;

    UnusableLogException(List<String> problems, boolean cannotCreate) {
        super(String.join("; ", problems));
        this.problems = List.copyOf(problems);
        this.cannotCreate = cannotCreate;
    }

    /** One sentence each. */
    public List<String> problems() {
        return problems;
    }

    /** True if it is files that cannot be created, and not what the configuration names. */
    public boolean cannotCreate() {
        return cannotCreate;
    }
}
