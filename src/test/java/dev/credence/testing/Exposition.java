package dev.credence.testing;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What Prometheus reads of a gateway, taken apart. Immutable. */
public final class Exposition {
    private static final Pattern SAMPLE = Pattern.compile("([A-Za-z_:][\\w:]*)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern META = Pattern.compile("# (HELP|TYPE) (\\S+) (.*)");

    private final Map<String, String> types = new HashMap<>();
    private final Map<String, String> helps = new HashMap<>();
    private final Map<String, Set<String>> labels = new TreeMap<>();
    private final Map<String, Double> values = new LinkedHashMap<>();

    private Exposition(String text) {
        text.lines().forEach(this::read);
    }

    public static Exposition of(String text) {
        return new Exposition(text);
    }

    /** Names of all samples, those of buckets, sums and counts by themselves. */
    public Set<String> names() {
        return new TreeSet<>(labels.keySet());
    }

    /** Each series as it stands there. */
    public Set<String> series() {
        return new TreeSet<>(values.keySet());
    }

    /** Names of the labels that any series of that name has. */
    public Set<String> labels(String name) {
        return labels.getOrDefault(name, Set.of());
    }

    /** {@code counter}, {@code gauge}, {@code histogram}, ... of the family. */
    public Optional<String> type(String family) {
        return Optional.ofNullable(types.get(family));
    }

    /** What is said about the family. */
    public Optional<String> help(String family) {
        return Optional.ofNullable(helps.get(family)).map(String::strip);
    }

    public Optional<Double> value(String series) {
        return Optional.ofNullable(values.get(series));
    }

    private void read(String line) {
        Matcher meta = META.matcher(line);
        if (meta.matches()) {
            (meta.group(1).equals("TYPE") ? types : helps).put(meta.group(2), meta.group(3));
            return;
        }
        Matcher sample = SAMPLE.matcher(line);
        if (!line.isBlank() && !sample.matches()) {
            throw new AssertionError("no line of Prometheus: " + line);
        }
        if (!line.isBlank()) {
            Set<String> own = labels.computeIfAbsent(sample.group(1), name -> new HashSet<>());
            label(sample.group(2)).forEach(own::add);
            values.put(line.substring(0, line.lastIndexOf(' ')), Double.parseDouble(number(sample.group(3))));
        }
    }

    private static Stream<String> label(String text) {
        return text == null
                ? Stream.empty()
                : LABEL.matcher(text).results().map(found -> found.group(1)).toList().stream();
    }

    private static String number(String text) {
        return List.of("+Inf", "-Inf").contains(text) ? text.replace("Inf", "Infinity") : text;
    }
}
