package dev.credence.config;

import java.util.List;
import java.util.Map;

/**
 * What is copied to the lines about a request, and what every line gets. None of these names is one of a secret.
 *
 * @param headers of requests, as they were written
 * @param labels of the caller's container
 * @param environment variables of the caller's container
 * @param fixed fields of every line, by name
 */
public record LogFieldsConfig(
        List<String> headers, List<String> labels, List<String> environment, Map<String, String> fixed) {
    /** Nothing. */
    public static final LogFieldsConfig NONE = new LogFieldsConfig(List.of(), List.of(), List.of(), Map.of());

    public LogFieldsConfig {
        headers = List.copyOf(headers);
        labels = List.copyOf(labels);
        environment = List.copyOf(environment);
        fixed = Map.copyOf(fixed);
    }
}
