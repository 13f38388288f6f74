package dev.credence.logging;

import java.util.List;

/** Files of the log cannot be created. */
public final class UnusableLogException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    UnusableLogException(List<String> problems) {
        super(String.join("; ", problems));
        this.problems = List.copyOf(problems);
    }

    /** One sentence each. */
    public List<String> problems() {
        return problems;
    }
}
