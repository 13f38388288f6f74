package dev.credence.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A node of the configuration as it was written: nothing is typed, and each knows where it comes from. */
sealed interface ConfigNode {
    Origin origin();

    /** A map, in the order in which it was written. */
    record Branch(Map<String, ConfigNode> children, Origin origin) implements ConfigNode {
        static final Branch EMPTY = new Branch(Map.of(), Origin.DEFAULT);

        Branch with(String key, ConfigNode child) {
            Map<String, ConfigNode> changed = new LinkedHashMap<>(children);
            changed.put(key, child);
            return new Branch(changed, origin);
        }

        /** The child, unless it is absent or null, which mean the same: take the default. */
        @Nullable
        ConfigNode child(String key) {
            ConfigNode child = children.get(key);
            return isNull(child) ? null : child;
        }
    }

    /** A list. */
    record Sequence(List<ConfigNode> items, Origin origin) implements ConfigNode {
        /** With that item replaced, or added behind the last. */
        Sequence with(int index, ConfigNode item) {
            List<ConfigNode> changed = new ArrayList<>(items);
            if (index == changed.size()) {
                changed.add(item);
            } else {
                changed.set(index, item);
            }
            return new Sequence(changed, origin);
        }
    }

    /**
     * A scalar.
     *
     * @param text null for YAML's null
     * @param written as in the file, before {@code ${env:...}} and {@code ${file:...}} were replaced; what messages show
     */
    record Leaf(@Nullable String text, String written, Origin origin) implements ConfigNode {
        static Leaf of(String text, Origin origin) {
            return new Leaf(text, text, origin);
        }
    }

    /** Something that has been reported already and is to be reported no further. */
    record Broken(Origin origin) implements ConfigNode {}

    static boolean isNull(@Nullable ConfigNode node) {
        return node instanceof Leaf leaf && leaf.text() == null;
    }

    /** The node at that path, or the nearest one above it that was written. */
    static ConfigNode nearest(ConfigNode root, ConfigPath path) {
        ConfigNode node = root;
        for (String segment : path.segments()) {
            ConfigNode next = null;
            if (node instanceof Branch branch) {
                next = branch.children().get(segment);
            } else if (node instanceof Sequence sequence) {
                next = sequence.items().get(Integer.parseInt(segment));
            }
            if (next == null) {
                return node;
            }
            node = next;
        }
        return node;
    }
}
