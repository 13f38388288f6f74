package dev.credence.migration;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;

/**
 * Settings as another gateway has them. Each is taken once; what nobody took is what has no equal. Every value is text, so
 * that accounts keep their zeros. For one thread.
 */
final class ForeignSettings {
    private static final int MOST_CODE_POINTS = 1 << 20;
    private static final int MOST_ALIASES = 50;
    private static final int MOST_VALUES = 100_000;
    private static final int MOST_DEPTH = 64;
    private static final Pattern ASSIGNMENT = Pattern.compile("(?:export\\s+)?([A-Za-z_]\\w*)\\s*=\\s*(.*)");

    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}&&[^\t]]");

    private final Map<String, Object> values;

    private ForeignSettings(Map<String, Object> values) {
        this.values = values;
    }

    /** From files of YAML, the later winning; maps are merged. */
    static ForeignSettings ofYaml(List<String> files) {
        Map<String, Object> all = new LinkedHashMap<>();
        for (String file : files) {
            merge(all, parse(file));
        }
        return new ForeignSettings(all);
    }

    /** From lines {@code NAME=value}, as Docker and shells read them; the later wins. */
    static ForeignSettings ofDotenv(String text) {
        Map<String, Object> all = new LinkedHashMap<>();
        int number = 0;
        for (String line : text.lines().map(String::strip).toList()) {
            number++;
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            if (CONTROL.matcher(line).find()) {
                throw new ForeignSettingsException("line " + number + " holds a control character; remove it");
            }
            Matcher assignment = ASSIGNMENT.matcher(line);
            if (!assignment.matches()) {
                throw new ForeignSettingsException("line " + number + " is not like NAME=value");
            }
            all.put(assignment.group(1), unquoted(assignment.group(2)));
        }
        return new ForeignSettings(all);
    }

    /** The setting, if it is there and says something. It is done with then. */
    Optional<String> take(String key) {
        return values.remove(key) instanceof String text && !text.isBlank()
                ? Optional.of(text.strip())
                : Optional.empty();
    }

    /** The texts of a map, done with as a whole; empty if there is no such map. */
    Map<String, String> takeTexts(String key) {
        Map<String, String> texts = new LinkedHashMap<>();
        takeMap(key).values.forEach((name, value) -> {
            if (value instanceof String text) {
                texts.put(name, text);
            }
        });
        return texts;
    }

    /** A map of settings, done with here; empty if there is no such map. */
    ForeignSettings takeMap(String key) {
        Map<String, Object> taken = new LinkedHashMap<>();
        if (values.remove(key) instanceof Map<?, ?> map) {
            map.forEach((name, value) -> taken.put(String.valueOf(name), value));
        }
        return new ForeignSettings(taken);
    }

    /** The names of what nobody took. */
    List<String> left() {
        return new ArrayList<>(values.keySet());
    }

    private static String unquoted(String value) {
        boolean isQuoted = value.length() > 1
                && (value.startsWith("\"") || value.startsWith("'"))
                && value.charAt(value.length() - 1) == value.charAt(0);
        return isQuoted ? value.substring(1, value.length() - 1) : value;
    }

    private static Map<String, Object> parse(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MOST_CODE_POINTS);
        options.setMaxAliasesForCollections(MOST_ALIASES);
        DumperOptions unused = new DumperOptions();
        try {
            Node root = new Yaml(new SafeConstructor(options), new Representer(unused), unused, options)
                    .compose(new StringReader(text));
            if (root == null || Tag.NULL.equals(root.getTag())) {
                return Map.of();
            }
            if (root instanceof MappingNode mapping) {
                return new Tree().map(mapping, 0);
            }
            throw new ForeignSettingsException("is not a map of settings");
        } catch (YAMLException broken) {
            throw new ForeignSettingsException("is not YAML: "
                    + String.valueOf(broken.getMessage()).lines().findFirst().orElse(""));
        }
    }

    @SuppressWarnings("unchecked")
    private static void merge(Map<String, Object> into, Map<String, Object> from) {
        from.forEach((key, value) -> {
            if (value instanceof Map<?, ?> map && into.get(key) instanceof Map<?, ?> there) {
                Map<String, Object> merged = new LinkedHashMap<>((Map<String, Object>) there);
                merge(merged, (Map<String, Object>) map);
                into.put(key, merged);
            } else {
                into.put(key, value);
            }
        });
    }

    /** Writes out what aliases stand for. A few of them can stand for millions of values, or for themselves. */
    private static final class Tree {
        private int left = MOST_VALUES;

        private Map<String, Object> map(MappingNode mapping, int depth) {
            Map<String, Object> map = new LinkedHashMap<>();
            for (NodeTuple tuple : mapping.getValue()) {
                if (tuple.getKeyNode() instanceof ScalarNode key) {
                    map.put(key.getValue(), value(tuple.getValueNode(), depth + 1));
                }
            }
            return map;
        }

        private Object value(Node node, int depth) {
            left--;
            if (left < 0 || depth > MOST_DEPTH) {
                throw new ForeignSettingsException("has too many or too deeply nested values; are aliases repeated?");
            }
            if (node instanceof MappingNode mapping) {
                return map(mapping, depth);
            }
            if (node instanceof SequenceNode sequence) {
                return sequence.getValue().stream()
                        .map(item -> value(item, depth + 1))
                        .toList();
            }
            return Tag.NULL.equals(node.getTag()) ? "" : ((ScalarNode) node).getValue();
        }
    }
}
