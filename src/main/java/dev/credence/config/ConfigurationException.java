package dev.credence.config;

import java.util.List;
import java.util.stream.Collectors;

/** The configuration cannot be used. The message has one line for each problem. */
public final class ConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /** Takes every problem that was found, warnings included; at least one is an error. */
    public ConfigurationException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** Every problem that was found, errors first. */
    public List<Problem> problems() {
        return problems;
    }
}
