package dev.credence.config;

import dev.credence.config.ConfigNode.Branch;
import dev.credence.config.ConfigNode.Broken;
import dev.credence.config.ConfigNode.Leaf;
import dev.credence.config.ConfigNode.Sequence;
import dev.credence.config.KeySpec.Group;
import dev.credence.config.KeySpec.ListOf;
import dev.credence.config.KeySpec.Named;
import dev.credence.config.KeySpec.Texts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Compares what was written with {@link ConfigurationKeys}: unknown keys, maps where text belongs, keys of later
 * versions. What it reports it replaces by {@link Broken}, so that nobody reports it again.
 */
final class ShapeCheck {
    private final Problems problems;

    ShapeCheck(Problems problems) {
        this.problems = problems;
    }

    Branch check(Branch root) {
        return group(ConfigPath.ROOT, root, ConfigurationKeys.ROOT);
    }

    private ConfigNode check(ConfigPath path, ConfigNode node, KeySpec spec) {
        if (ConfigNode.isNull(node) || node instanceof Broken) {
            return node;
        }
        if (spec instanceof Group group) {
            return checkGroup(path, node, group);
        }
        if (spec instanceof Named named) {
            return node instanceof Branch branch
                    ? named(path, branch, named)
                    : broken(path, node, "must be a map of names");
        }
        if (spec instanceof ListOf list) {
            return node instanceof Sequence sequence
                    ? items(path, sequence, list)
                    : broken(path, node, "must be a list of maps");
        }
        if (spec instanceof Texts texts) {
            return texts(path, node, texts);
        }
        return node instanceof Leaf ? node : broken(path, node, "must be a single value");
    }

    private ConfigNode checkGroup(ConfigPath path, ConfigNode node, Group group) {
        if (node instanceof Branch branch) {
            return group(path, branch, group);
        }
        if (node instanceof Leaf leaf
                && leaf.text() != null
                && group.shorthands().contains(leaf.text())) {
            return node;
        }
        String shorthand = group.shorthands().stream()
                .map(text -> text + " or ")
                .findFirst()
                .orElse("");
        return broken(
                path,
                node,
                "must be " + shorthand + "a map of "
                        + String.join(", ", new TreeSet<>(group.keys().keySet())));
    }

    private Branch group(ConfigPath path, Branch branch, Group group) {
        Map<String, ConfigNode> checked = new LinkedHashMap<>();
        branch.children().forEach((key, child) -> {
            KeySpec spec = group.keys().get(key);
            if (spec == null) {
                unknown(path.child(key), child, group);
            } else {
                checked.put(key, check(path.child(key), child, spec));
            }
        });
        return new Branch(checked, branch.origin());
    }

    private void unknown(ConfigPath path, ConfigNode node, Group group) {
        Set<String> known = new TreeSet<>(group.keys().keySet());
        String suggestion = Suggestion.didYouMean(path.last(), known);
        String rest = suggestion.isEmpty() ? "; known here: " + String.join(", ", known) : suggestion;
        problems.error(path, node.origin(), "unknown key" + rest);
    }

    private ConfigNode named(ConfigPath path, Branch branch, Named named) {
        Map<String, ConfigNode> checked = new LinkedHashMap<>();
        branch.children().forEach((name, child) -> {
            // "vault:" with nothing behind it names a back end with every default.
            ConfigNode entry = ConfigNode.isNull(child) && named.entry() instanceof Group
                    ? new Branch(Map.of(), child.origin())
                    : child;
            checked.put(name, check(path.child(name), entry, named.entry()));
        });
        return new Branch(checked, branch.origin());
    }

    private ConfigNode items(ConfigPath path, Sequence sequence, ListOf list) {
        List<ConfigNode> checked = new ArrayList<>();
        for (ConfigNode item : sequence.items()) {
            ConfigPath at = path.child(checked.size());
            checked.add(
                    ConfigNode.isNull(item) ? broken(at, item, "is empty; remove it") : check(at, item, list.entry()));
        }
        return new Sequence(checked, sequence.origin());
    }

    private ConfigNode texts(ConfigPath path, ConfigNode node, Texts texts) {
        if (node instanceof Leaf leaf && texts.orOne()) {
            List<ConfigNode> one = "".equals(leaf.text()) ? List.of() : List.of(leaf);
            return new Sequence(one, leaf.origin());
        }
        if (!(node instanceof Sequence sequence)) {
            String one = texts.orOne() ? "a single value or " : "";
            return broken(path, node, "must be " + one + "a list, like [a, b]");
        }
        List<ConfigNode> checked = new ArrayList<>();
        for (ConfigNode item : sequence.items()) {
            boolean isText = item instanceof Leaf && !ConfigNode.isNull(item);
            checked.add(isText ? item : broken(path.child(checked.size()), item, "must be a single value"));
        }
        return new Sequence(checked, sequence.origin());
    }

    private Broken broken(ConfigPath path, ConfigNode node, String message) {
        problems.error(path, node, message);
        return new Broken(node.origin());
    }
}
