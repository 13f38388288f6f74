package dev.credence.provider;

import java.math.BigInteger;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Non-secret metadata as a tree of directories, lists and leaves, which every cloud fills from its configuration and
 * renders in its own dialect. Immutable once built.
 */
public final class MetadataTree {
    private final Directory root;

    /** A place in the tree. */
    public sealed interface Node permits Directory, Sequence, Leaf {}

    /**
     * A value.
     *
     * @param isNumber whether JSON writes it without quotes
     */
    public record Leaf(String value, boolean isNumber) implements Node {
        /** A text. */
        public static Leaf text(String value) {
            return new Leaf(value, false);
        }

        /** A whole number, which may be one of 64 bits without a sign; a text if it is none. */
        public static Leaf number(String value) {
            boolean digits = value.matches("0|[1-9][0-9]{0,19}");
            return new Leaf(value, digits && new BigInteger(value).bitLength() <= Long.SIZE);
        }
    }

    /** Nodes in order, found by their index. */
    public record Sequence(List<Node> items) implements Node {
        public Sequence {
            items = List.copyOf(items);
        }

        /** A list of texts. */
        public static Sequence of(List<String> texts) {
            return new Sequence(texts.stream().<Node>map(Leaf::text).toList());
        }
    }

    /** Named nodes in alphabetical order. */
    public record Directory(SortedMap<String, Node> children) implements Node {
        public Directory {
            children = Collections.unmodifiableSortedMap(children);
        }
    }

    private MetadataTree(Directory root) {
        this.root = root;
    }

    /** A tree with nothing in it yet. */
    public static Builder builder() {
        return new Builder();
    }

    /** What everything else is below. */
    public Directory root() {
        return root;
    }

    /**
     * The node at a path: names, and indexes of lists, with one slash between them; empty for the root.
     *
     * @return null if there is none
     */
    public @Nullable Node find(String path) {
        if (path.isEmpty()) {
            return root;
        }
        Node node = root;
        int start = 0;
        while (node != null && start <= path.length()) {
            int slash = path.indexOf('/', start);
            int end = slash < 0 ? path.length() : slash;
            node = child(node, path.substring(start, end));
            start = end + 1;
        }
        return node;
    }

    /** The node of that name, or at that index, directly below; null if there is none. */
    public static @Nullable Node child(Node node, String name) {
        if (node instanceof Directory directory) {
            return directory.children().get(name);
        }
        if (node instanceof Sequence sequence && name.matches("0|[1-9][0-9]{0,3}")) {
            int index = Integer.parseInt(name);
            return index < sequence.items().size() ? sequence.items().get(index) : null;
        }
        return null;
    }

    /** Calls {@code visitor} for each node with its path: no slash at either end, the root's path is empty. */
    public void forEach(BiConsumer<String, Node> visitor) {
        visit("", root, visitor);
    }

    private static void visit(String path, Node node, BiConsumer<String, Node> visitor) {
        visitor.accept(path, node);
        if (node instanceof Directory directory) {
            directory.children().forEach((name, child) -> visit(below(path, name), child, visitor));
        } else if (node instanceof Sequence sequence) {
            List<Node> items = sequence.items();
            for (int i = 0; i < items.size(); i++) {
                visit(below(path, Integer.toString(i)), items.get(i), visitor);
            }
        }
    }

    private static String below(String path, String name) {
        return path.isEmpty() ? name : path + '/' + name;
    }

    /** Collects nodes. */
    public static final class Builder {
        private final SortedMap<String, Object> children = new TreeMap<>();

        private Builder() {}

        /** Adds a leaf; the directories above it come into being. A path that is a directory already is an error. */
        public Builder put(String path, String value) {
            return put(path, Leaf.text(value));
        }

        /** Adds a node; the directories above it come into being. A path that is a directory already is an error. */
        public Builder put(String path, Node node) {
            List<String> names = List.of(path.split("/", -1));
            int last = names.size() - 1;
            below(names.subList(0, last)).children.put(names.get(last), node);
            return this;
        }

        /** Adds a directory that may stay empty. */
        public Builder directory(String path) {
            below(List.of(path.split("/", -1)));
            return this;
        }

        private Builder below(List<String> names) {
            Builder directory = this;
            for (String name : names) {
                directory = (Builder) directory.children.computeIfAbsent(name, absent -> new Builder());
            }
            return directory;
        }

        /** The tree. */
        public MetadataTree build() {
            return new MetadataTree(asDirectory());
        }

        private Directory asDirectory() {
            SortedMap<String, Node> nodes = new TreeMap<>();
            children.forEach((name, child) ->
                    nodes.put(name, child instanceof Builder builder ? builder.asDirectory() : (Node) child));
            return new Directory(nodes);
        }
    }
}
