package dev.credence.config;

import dev.credence.config.ConfigNode.Branch;
import dev.credence.config.ConfigNode.Broken;
import dev.credence.config.ConfigNode.Leaf;
import dev.credence.config.ConfigNode.Sequence;
import dev.credence.config.KeySpec.Group;
import dev.credence.config.KeySpec.Later;
import dev.credence.config.KeySpec.ListOf;
import dev.credence.config.KeySpec.Named;
import dev.credence.config.KeySpec.Texts;
import dev.credence.config.KeySpec.Variant;
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
    static final String NOT_AVAILABLE = "not available in this version";

    private final Problems problems;

    ShapeCheck(Problems problems) {
        this.problems = problems;
    }

    Branch check(Branch root) {
        return group(ConfigPath.ROOT, root, ConfigurationKeys.ROOT);
    }

    private ConfigNode check(ConfigPath path, ConfigNode node, KeySpec spec) {
        if (spec instanceof Later later) {
            return later(path, node, later);
        }
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
        return broken(path, node, "must be " + shorthand + "a map of " + String.join(", ", present(group)));
    }

    private Branch group(ConfigPath path, Branch branch, Group group) {
        if (group.variant().map(variant -> isPlanned(path, branch, variant)).orElse(false)) {
            Map<String, ConfigNode> nothing = new LinkedHashMap<>();
            group.keys().keySet().forEach(key -> nothing.put(key, new Broken(branch.origin())));
            return new Branch(nothing, branch.origin());
        }
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
        Set<String> known = present(group);
        String suggestion = Suggestion.didYouMean(path.last(), known);
        String rest = suggestion.isEmpty() ? "; known here: " + String.join(", ", known) : suggestion;
        problems.error(path, node.origin(), "unknown key" + rest);
    }

    /** The keys that one may write in this version. */
    private static Set<String> present(Group group) {
        Set<String> keys = new TreeSet<>(group.keys().keySet());
        keys.removeIf(key -> group.keys().get(key) instanceof Later);
        return keys;
    }

    private boolean isPlanned(ConfigPath path, Branch branch, Variant variant) {
        if (branch.children().get(variant.key()) instanceof Leaf leaf
                && leaf.text() != null
                && variant.planned().contains(leaf.text())) {
            problems.error(
                    path.child(variant.key()),
                    leaf,
                    "is " + NOT_AVAILABLE + "; it has " + String.join(", ", variant.now()));
            return true;
        }
        return false;
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

    private ConfigNode later(ConfigPath path, ConfigNode node, Later later) {
        if (asksForNothing(node, later)) {
            return node;
        }
        String text = node instanceof Leaf leaf ? leaf.text() : null;
        if (later.planned().isEmpty()) {
            problems.error(path, node.origin(), NOT_AVAILABLE + "; remove it");
        } else {
            boolean isPlanned = text != null && later.planned().contains(text);
            String what = isPlanned ? "is " + NOT_AVAILABLE : "is not known";
            problems.error(path, node, what + "; write " + String.join(", ", later.neutral()));
        }
        return new Broken(node.origin());
    }

    private static boolean asksForNothing(ConfigNode node, Later later) {
        if (node instanceof Leaf leaf) {
            String text = leaf.text();
            return text == null || text.isEmpty() || later.neutral().contains(text);
        }
        if (node instanceof Sequence sequence) {
            return sequence.items().stream().allMatch(item -> asksForNothing(item, later));
        }
        return !(node instanceof Branch branch) || branch.children().isEmpty();
    }

    private Broken broken(ConfigPath path, ConfigNode node, String message) {
        problems.error(path, node, message);
        return new Broken(node.origin());
    }
}
