package dev.credence.config;

import dev.credence.config.ConfigNode.Branch;
import dev.credence.config.ConfigNode.Sequence;
import dev.credence.config.KeySpec.Group;
import dev.credence.config.KeySpec.ListOf;
import dev.credence.config.KeySpec.Named;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Finds the key that a dotted path or an environment variable names. Names of the user's choice are looked up among
 * those that are written already; a new one is understood where the keys behind it leave no doubt.
 */
final class KeyResolver {
    private static final Set<String> DEFAULT_BACKEND = Set.of(BackendBinder.DEFAULT_NAME);

    private final char separator;
    private final UnaryOperator<String> form;
    private final UnaryOperator<String> newName;

    private KeyResolver(char separator, UnaryOperator<String> form, UnaryOperator<String> newName) {
        this.separator = separator;
        this.form = form;
        this.newName = newName;
    }

    /** For the part of a variable behind {@code CREDENCE_}. */
    static KeyResolver ofVariables() {
        return new KeyResolver(
                '_', ConfigPath::segment, name -> name.toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    /** For {@code ops.address}. */
    static KeyResolver ofPaths() {
        return new KeyResolver('.', UnaryOperator.identity(), UnaryOperator.identity());
    }

    Optional<ConfigPath> resolve(Branch root, String name) {
        return resolve(ConfigurationKeys.ROOT, root, name, ConfigPath.ROOT);
    }

    /** Every key that can be named, in this form, for suggestions. */
    List<String> known(Branch root) {
        List<String> names = new ArrayList<>();
        collect(ConfigurationKeys.ROOT, root, "", names);
        return names;
    }

    private Optional<ConfigPath> resolve(KeySpec spec, @Nullable ConfigNode node, String rest, ConfigPath path) {
        if (spec instanceof Group group) {
            return rest.isEmpty()
                    ? Optional.of(path).filter(any -> !group.shorthands().isEmpty())
                    : first(group.keys().keySet(), rest, (key, behind) -> {
                        KeySpec child = group.keys().get(key);
                        return child == null
                                ? Optional.empty()
                                : resolve(child, childOf(node, key), behind, path.child(key));
                    });
        }
        if (spec instanceof Named named) {
            return resolveNamed(named, node, rest, path);
        }
        if (spec instanceof ListOf list) {
            return resolveItem(list, node, rest, path);
        }
        return rest.isEmpty() ? Optional.of(path) : Optional.empty();
    }

    private Optional<ConfigPath> resolveNamed(Named named, @Nullable ConfigNode node, String rest, ConfigPath path) {
        Optional<ConfigPath> existing = first(
                names(node, path),
                rest,
                (name, behind) -> resolve(named.entry(), childOf(node, name), behind, path.child(name)));
        if (existing.isPresent()) {
            return existing;
        }
        if (!(named.entry() instanceof Group)) {
            // Upper case has lost the name of a tag; a dotted path has not.
            return separator == '.' && !rest.isEmpty() ? Optional.of(path.child(rest)) : Optional.empty();
        }
        for (int at = rest.indexOf(separator); at > 0; at = rest.indexOf(separator, at + 1)) {
            ConfigPath child = path.child(newName.apply(rest.substring(0, at)));
            Optional<ConfigPath> found = resolve(named.entry(), null, rest.substring(at + 1), child);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private Optional<ConfigPath> resolveItem(ListOf list, @Nullable ConfigNode node, String rest, ConfigPath path) {
        int size = node instanceof Sequence sequence ? sequence.items().size() : 0;
        List<String> indexes = new ArrayList<>();
        for (int index = 0; index <= size; index++) {
            indexes.add(Integer.toString(index));
        }
        return first(indexes, rest, (index, behind) -> {
            int position = Integer.parseInt(index);
            ConfigNode item = node instanceof Sequence sequence && position < size
                    ? sequence.items().get(position)
                    : null;
            return resolve(list.entry(), item, behind, path.child(position));
        });
    }

    /** Tries the keys that {@code rest} begins with, the longest first, since one may be the beginning of another. */
    private Optional<ConfigPath> first(
            Iterable<String> keys, String rest, BiFunction<String, String, Optional<ConfigPath>> next) {
        List<String> sorted = new ArrayList<>();
        keys.forEach(sorted::add);
        sorted.sort(Comparator.comparingInt(String::length).reversed());
        for (String key : sorted) {
            String formed = form.apply(key);
            boolean isWhole = rest.equals(formed);
            if (isWhole || rest.startsWith(formed + separator)) {
                Optional<ConfigPath> found = next.apply(key, isWhole ? "" : rest.substring(formed.length() + 1));
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private void collect(KeySpec spec, @Nullable ConfigNode node, String name, List<String> names) {
        if (spec instanceof Group group) {
            group.keys().forEach((key, child) -> collect(child, childOf(node, key), join(name, key), names));
        } else if (spec instanceof Named named) {
            ConfigPath path = name.equals(form.apply("backends")) ? ConfigPath.of("backends") : ConfigPath.ROOT;
            names(node, path).forEach(each -> collect(named.entry(), childOf(node, each), join(name, each), names));
        } else if (spec instanceof ListOf list) {
            int size = node instanceof Sequence sequence ? sequence.items().size() : 0;
            for (int index = 0; index <= size; index++) {
                collect(list.entry(), null, join(name, Integer.toString(index)), names);
            }
        } else {
            names.add(name);
        }
    }

    private String join(String name, String key) {
        return name.isEmpty() ? form.apply(key) : name + separator + form.apply(key);
    }

    /** The back end that is there without being written can be named too. */
    private static Set<String> names(@Nullable ConfigNode node, ConfigPath path) {
        Set<String> names = node instanceof Branch branch
                ? new LinkedHashSet<>(branch.children().keySet())
                : new LinkedHashSet<>();
        if (names.isEmpty() && path.equals(ConfigPath.of("backends"))) {
            return DEFAULT_BACKEND;
        }
        return names;
    }

    private static @Nullable ConfigNode childOf(@Nullable ConfigNode node, String key) {
        return node instanceof Branch branch ? branch.children().get(key) : null;
    }
}
