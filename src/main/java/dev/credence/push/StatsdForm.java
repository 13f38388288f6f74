package dev.credence.push;

import dev.credence.config.StatsdFlavor;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The form of one line.
 *
 * @see <a href="https://github.com/statsd/statsd/blob/master/docs/metric_types.md">StatsD's types</a>
 * @see <a href="https://docs.datadoghq.com/developers/dogstatsd/datagram_shell/">tags of DogStatsD</a>
 * @see <a href="https://github.com/influxdata/telegraf/tree/master/plugins/inputs/statsd">tags of Telegraf</a>
 */
final class StatsdForm {
    /** A server keeps the last value of a gauge for good, so that "never" has to be said, in digits. */
    private static final double NEVER = 1e12;
    /** What would be read as another part of the line. */
    private static final Pattern RESERVED = Pattern.compile("[\\s:|@#,=]");
    /** What would be read as another level of the name. */
    private static final Pattern LEVELS = Pattern.compile("[^\\w-]");

    private static final MathContext DIGITS = new MathContext(12);

    private final StatsdFlavor flavor;
    private final Map<String, String> common;

    private StatsdForm(StatsdFlavor flavor, Map<String, String> common) {
        this.flavor = flavor;
        this.common = common;
    }

    /**
     * @param common tags of all lines
     */
    static StatsdForm of(StatsdFlavor flavor, Map<String, String> common) {
        return new StatsdForm(flavor, common);
    }

    /** So many more. */
    String count(Measured.Id id, String suffix, double more) {
        return line(id, suffix, number(more), "c");
    }

    /** So much now; of the first server, a value below zero would be taken off the one before. */
    String level(Measured.Id id, String suffix, double now) {
        String line = line(id, suffix, number(now), "g");
        return now < 0 && flavor == StatsdFlavor.ETSY ? line(id, suffix, "0", "g") + '\n' + line : line;
    }

    private String line(Measured.Id id, String suffix, String value, String type) {
        Map<String, String> tags = new TreeMap<>(id.tags());
        tags.putAll(common);
        String what = id.suffix() + suffix;
        return switch (flavor) {
            case DATADOG ->
                id.meter() + what + ':' + value + '|' + type + (tags.isEmpty() ? "" : "|#" + pairs(tags, ':'));
            case TELEGRAF ->
                (id.meter() + what).replace('.', '_')
                        + (tags.isEmpty() ? "" : ',' + pairs(tags, '='))
                        + ':'
                        + value
                        + '|'
                        + type;
            case ETSY -> id.meter() + levels(tags) + what + ':' + value + '|' + type;
        };
    }

    private static String pairs(Map<String, String> tags, char between) {
        return tags.entrySet().stream()
                .map(tag -> tag.getKey().replace('.', '_')
                        + between
                        + RESERVED.matcher(tag.getValue()).replaceAll("_"))
                .collect(Collectors.joining(","));
    }

    private static String levels(Map<String, String> tags) {
        return tags.entrySet().stream()
                .map(tag -> '.'
                        + tag.getKey()
                        + '.'
                        + LEVELS.matcher(tag.getValue()).replaceAll("_"))
                .collect(Collectors.joining());
    }

    private static String number(double value) {
        double finite = Double.isInfinite(value) ? Math.copySign(NEVER, value) : value;
        String plain = new BigDecimal(finite).round(DIGITS).toPlainString();
        return plain.contains(".") ? plain.replaceFirst("\\.?0+$", "") : plain;
    }
}
