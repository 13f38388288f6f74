package dev.credence.config;

import dev.credence.config.ConfigNode.Branch;
import dev.credence.config.ConfigNode.Leaf;
import dev.credence.config.ConfigNode.Sequence;
import dev.credence.config.KeySpec.Group;
import dev.credence.config.KeySpec.ListOf;
import dev.credence.config.KeySpec.Named;
import dev.credence.config.KeySpec.Texts;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Lays environment variables and flags over what the files say. */
final class Overlay {
    /** Read by the launcher, not here. */
    private static final Set<String> RESERVED = Set.of(
            "CREDENCE_HOME", "CREDENCE_CONFIG", "CREDENCE_JAR", "CREDENCE_JAVA", "CREDENCE_JAVA_OPTS", "CREDENCE_OPTS");
    /**
     * Kubernetes gives every container such variables for every service of its namespace, so for one that is called
     * credence or credence-ops too: https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables
     */
    private static final Pattern SERVICE_LINK = Pattern.compile(
            "CREDENCE_(.+_)?(SERVICE_HOST|SERVICE_PORT(_.+)?|PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");

    /** The one of them that people might write themselves; Kubernetes gives it an address, never a number. */
    private static final Pattern SERVICE_PORT = Pattern.compile("CREDENCE_(.+_)?PORT=(tcp|udp|sctp)://.*");

    private final Problems problems;

    Overlay(Problems problems) {
        this.problems = problems;
    }

    /** Variables {@code CREDENCE_<PATH>}; others are not looked at. */
    Branch variables(Branch root, Map<String, String> environment) {
        Branch changed = root;
        for (Map.Entry<String, String> entry : new TreeMap<>(environment).entrySet()) {
            String name = entry.getKey();
            if (isSetting(name, entry.getValue())) {
                changed = variable(changed, name, entry.getValue());
            }
        }
        return changed;
    }

    /** True if the variable is to name a key of the configuration. */
    static boolean isSetting(String name, String value) {
        return name.startsWith(ConfigPath.VARIABLE_PREFIX) && !isForOthers(name, value);
    }

    private static boolean isForOthers(String name, String value) {
        return RESERVED.contains(name)
                || SERVICE_LINK.matcher(name).matches()
                || SERVICE_PORT.matcher(name + "=" + value).matches();
    }

    private Branch variable(Branch root, String name, String value) {
        KeyResolver resolver = KeyResolver.ofVariables();
        String rest = name.substring(ConfigPath.VARIABLE_PREFIX.length());
        Optional<ConfigPath> path = resolver.resolve(root, rest);
        if (path.isEmpty()) {
            List<String> known = resolver.known(root).stream()
                    .map(each -> ConfigPath.VARIABLE_PREFIX + each)
                    .toList();
            problems.error(
                    ConfigPath.ROOT,
                    Origin.variable(name),
                    "names no key of the configuration" + Suggestion.didYouMean(name, known));
            return root;
        }
        return set(root, path.get(), value, Origin.variable(name));
    }

    /** Flags, by dotted path: {@code listeners.0.address}. */
    Branch overrides(Branch root, Map<String, String> overrides) {
        KeyResolver resolver = KeyResolver.ofPaths();
        Branch changed = root;
        for (Map.Entry<String, String> entry : overrides.entrySet()) {
            Optional<ConfigPath> path = resolver.resolve(changed, entry.getKey());
            if (path.isPresent()) {
                changed = set(changed, path.get(), entry.getValue(), Origin.COMMAND_LINE);
            } else {
                problems.error(
                        ConfigPath.of(entry.getKey()),
                        Origin.COMMAND_LINE,
                        "unknown key" + Suggestion.didYouMean(entry.getKey(), resolver.known(changed)));
            }
        }
        return changed;
    }

    private static Branch set(Branch root, ConfigPath path, String value, Origin origin) {
        return (Branch) set(ConfigurationKeys.ROOT, root, path.segments(), value, origin);
    }

    private static ConfigNode set(
            KeySpec spec, @Nullable ConfigNode node, List<String> path, String value, Origin origin) {
        if (path.isEmpty()) {
            return spec instanceof Texts ? list(value, origin) : Leaf.of(value, origin);
        }
        String key = path.get(0);
        List<String> rest = path.subList(1, path.size());
        if (spec instanceof ListOf list) {
            Sequence sequence = node instanceof Sequence given ? given : new Sequence(List.of(), origin);
            int index = Integer.parseInt(key);
            ConfigNode item = index < sequence.items().size() ? sequence.items().get(index) : null;
            return sequence.with(index, set(list.entry(), item, rest, value, origin));
        }
        Branch branch = node instanceof Branch given ? given : new Branch(Map.of(), origin);
        return branch.with(key, set(below(spec, key), branch.children().get(key), rest, value, origin));
    }

    private static KeySpec below(KeySpec spec, String key) {
        KeySpec below = spec instanceof Group group ? group.keys().get(key) : null;
        if (spec instanceof Named named) {
            below = named.entry();
        }
        return below == null ? KeySpec.value() : below;
    }

    private static Sequence list(String value, Origin origin) {
        List<ConfigNode> items = Stream.of(value.split(","))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .<ConfigNode>map(item -> Leaf.of(item, origin))
                .toList();
        return new Sequence(items, origin);
    }
}
