package dev.credence.config;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;

/**
 * Reads one YAML file into the form of {@link TreeCodec}. Every scalar is text; only YAML's null stays apart. Aliases
 * and merge keys work within the file, to a bounded size. For one use.
 */
final class YamlReader {
    private static final int MAX_CODE_POINTS = 1 << 20;
    private static final int MAX_ALIASES = 100;
    private static final int MAX_DEPTH = 50;
    /** Aliases of aliases grow exponentially ("billion laughs"); no configuration needs this many. */
    private static final int MAX_NODES = 100_000;

    private final String file;
    private final List<Problem> problems = new ArrayList<>();
    private int nodes;
    private int merges;

    YamlReader(String file) {
        this.file = file;
    }

    /** The content; problems are in it. One without a path means that the file could not be read as a whole. */
    JsonObject read(String text) {
        JsonObject content = TreeCodec.branch(new Origin(file, 1));
        try {
            Node root = yaml().compose(new StringReader(text));
            if (root instanceof MappingNode mapping) {
                fill(content, mapping, ConfigPath.ROOT);
            } else if (root != null && !isNull(root)) {
                report(root, ConfigPath.ROOT, "must be a map of keys, like \"credentials: {...}\"");
            }
        } catch (MarkedYAMLException broken) {
            Mark mark = broken.getProblemMark();
            problem(mark == null ? 1 : mark.getLine() + 1, "", "is not YAML: " + broken.getProblem());
        } catch (YAMLException tooMuch) {
            problem(
                    1,
                    "",
                    "is not acceptable YAML: "
                            + String.valueOf(tooMuch.getMessage())
                                    .lines()
                                    .findFirst()
                                    .orElse(""));
        }
        problems.forEach(problem -> TreeCodec.addProblem(content, problem));
        return content;
    }

    private static Yaml yaml() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MAX_CODE_POINTS);
        options.setMaxAliasesForCollections(MAX_ALIASES);
        options.setNestingDepthLimit(MAX_DEPTH);
        DumperOptions unused = new DumperOptions();
        return new Yaml(new SafeConstructor(options), new Representer(unused), unused, options);
    }

    private void fill(JsonObject target, MappingNode mapping, ConfigPath path) {
        List<Node> merged = new ArrayList<>();
        for (NodeTuple tuple : mapping.getValue()) {
            Node key = tuple.getKeyNode();
            if (Tag.MERGE.equals(key.getTag())) {
                merged.add(tuple.getValueNode());
                continue;
            }
            String name = name(key, path);
            if (name == null) {
                continue;
            }
            if (target.containsKey(name)) {
                report(key, path.child(name), "is given twice in one map; remove one");
                continue;
            }
            target.put(name, encode(tuple.getValueNode(), line(key), path.child(name)));
        }
        merged.forEach(node -> merge(target, node, path));
    }

    /** Merge keys give way to what is written beside them. */
    private void merge(JsonObject target, Node merged, ConfigPath path) {
        if (++merges > MAX_ALIASES) {
            throw new YAMLException("too many merge keys; does one merge itself?");
        }
        if (merged instanceof SequenceNode sequence) {
            sequence.getValue().forEach(each -> merge(target, each, path));
        } else if (merged instanceof MappingNode mapping) {
            JsonObject other = TreeCodec.branch(new Origin(file, line(merged)));
            fill(other, mapping, path);
            other.forEach(entry -> {
                if (!target.containsKey(entry.getKey())) {
                    target.put(entry.getKey(), entry.getValue());
                }
            });
        } else {
            report(merged, path, "has a merge key (<<) that names no map");
        }
    }

    private @Nullable String name(Node key, ConfigPath path) {
        if (!(key instanceof ScalarNode scalar)) {
            report(key, path, "has a key that is no text");
            return null;
        }
        String name = scalar.getValue();
        if (name.isEmpty() || name.chars().anyMatch(Character::isISOControl)) {
            report(key, path, "has a key that is empty or holds control characters");
            return null;
        }
        return name;
    }

    private Object encode(Node node, int line, ConfigPath path) {
        if (++nodes > MAX_NODES || path.segments().size() > MAX_DEPTH) {
            throw new YAMLException("too many or too deeply nested values; are aliases repeated?");
        }
        if (!node.getTag().startsWith(Tag.PREFIX)) {
            report(node, path, "has the tag " + node.getTag() + "; tags are not supported");
            return TreeCodec.scalar(null, new Origin(file, line));
        }
        if (node instanceof MappingNode mapping) {
            JsonObject branch = TreeCodec.branch(new Origin(file, line));
            fill(branch, mapping, path);
            return branch;
        }
        if (node instanceof SequenceNode sequence) {
            JsonArray list = TreeCodec.list(new Origin(file, line));
            int index = 0;
            for (Node item : sequence.getValue()) {
                list.add(encode(item, line(item), path.child(index++)));
            }
            return list;
        }
        return TreeCodec.scalar(isNull(node) ? null : ((ScalarNode) node).getValue(), new Origin(file, line));
    }

    private static boolean isNull(Node node) {
        return node instanceof ScalarNode && Tag.NULL.equals(node.getTag());
    }

    private static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }

    private void report(Node node, ConfigPath path, String message) {
        problem(line(node), path.toString(), message);
    }

    private void problem(int line, String path, String message) {
        problems.add(new Problem(Severity.ERROR, path, Optional.empty(), message, Optional.of(new Origin(file, line))));
    }
}
