package dev.credence.telemetry;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * What the configuration wants copied to the lines about a request. Like the loggers themselves there is one choice for
 * the process; it changes when the configuration does. Immutable.
 *
 * @param headers of the request
 * @param labels of the caller's container
 * @param environment variables of the caller's container
 */
public record ChosenFields(List<String> headers, List<String> labels, List<String> environment) {
    private static final int LONGEST = 256;
    private static volatile ChosenFields current = new ChosenFields(List.of(), List.of(), List.of());

    public ChosenFields {
        headers = List.copyOf(headers);
        labels = List.copyOf(labels);
        environment = List.copyOf(environment);
    }

    /** From now on these. */
    public static void use(ChosenFields chosen) {
        current = chosen;
    }

    /** Those of now. */
    public static ChosenFields current() {
        return current;
    }

    /**
     * The line with what there is of the chosen.
     *
     * @param header the request's header of that name
     * @param containerLabels empty if the caller is no container
     * @param variables empty if the caller is no container
     */
    public LoggingEventBuilder addTo(
            LoggingEventBuilder line,
            UnaryOperator<@Nullable String> header,
            Map<String, String> containerLabels,
            Map<String, String> variables) {
        LoggingEventBuilder added = line;
        for (String name : headers) {
            added = add(added, "header." + lower(name), header.apply(name));
        }
        for (String name : labels) {
            added = add(added, "label." + name, containerLabels.get(name));
        }
        for (String name : environment) {
            added = add(added, "env." + lower(name), variables.get(name));
        }
        return added;
    }

    private static LoggingEventBuilder add(LoggingEventBuilder line, String key, @Nullable String value) {
        return value == null || value.isEmpty() ? line : line.addKeyValue(key, clean(value));
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT).replace('-', '_');
    }

    /** One line of what can be read; whoever chose the value is not trusted. */
    private static String clean(String value) {
        String bounded = value.length() > LONGEST ? value.substring(0, LONGEST) + "..." : value;
        return bounded.replaceAll("[\\p{Cntrl}\\u0080-\\u009f\\u2028\\u2029]", " ");
    }
}
