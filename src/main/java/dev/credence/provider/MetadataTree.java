package dev.credence.provider;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * Non-secret metadata as a tree of directories and leaves, which every cloud fills from its configuration and renders
 * in its own dialect. Immutable once built.
 */
public final class MetadataTree {
    private final Directory root;

    /** A place in the tree. */
    public sealed interface Node permits Directory, Leaf {}

    /** A value. */
    public record Leaf(String value) implements Node {}

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

    /** Calls {@code visitor} for each node with its path: no slash at either end, the root's path is empty. */
    public void forEach(BiConsumer<String, Node> visitor) {
        visit("", root, visitor);
    }

    private static void visit(String path, Node node, BiConsumer<String, Node> visitor) {
        visitor.accept(path, node);
        if (node instanceof Directory directory) {
            directory
                    .children()
                    .forEach((name, child) -> visit(path.isEmpty() ? name : path + '/' + name, child, visitor));
        }
    }

    /** Collects leaves. */
    public static final class Builder {
        private final SortedMap<String, Object> children = new TreeMap<>();

        private Builder() {}

        /** Adds a leaf; the directories above it come into being. A path that is a directory already is an error. */
        public Builder put(String path, String value) {
            Builder directory = this;
            String[] names = path.split("/", -1);
            for (int i = 0; i < names.length - 1; i++) {
                directory = (Builder) directory.children.computeIfAbsent(names[i], name -> new Builder());
            }
            directory.children.put(names[names.length - 1], value);
            return this;
        }

        /** The tree. */
        public MetadataTree build() {
            return new MetadataTree(directory());
        }

        private Directory directory() {
            SortedMap<String, Node> nodes = new TreeMap<>();
            children.forEach((name, child) ->
                    nodes.put(name, child instanceof Builder builder ? builder.directory() : new Leaf((String) child)));
            return new Directory(nodes);
        }
    }
}
