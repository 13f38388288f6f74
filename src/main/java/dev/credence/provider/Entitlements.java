package dev.credence.provider;

import dev.credence.caller.Caller;
import dev.credence.config.CallerConfig;
import dev.credence.config.Configuration;
import dev.credence.config.CredentialConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Which caller may have which credential of one cloud; worked out once from the configuration. Immutable; any thread.
 *
 * @param <G> what the cloud makes of a credential
 */
public final class Entitlements<G> {
    private final List<List<G>> byRule;
    private final List<G> all;

    private Entitlements(List<List<G>> byRule, List<G> all) {
        this.byRule = List.copyOf(byRule);
        this.all = List.copyOf(all);
    }

    /**
     * Works them out.
     *
     * @param type of the cloud's credentials
     * @param maker called once for each credential, whoever may have it: a hit then finds its document by the very same
     *     key
     */
    public static <C extends CredentialConfig, G> Entitlements<G> of(
            Configuration configuration, Class<C> type, Function<C, G> maker) {
        Map<String, G> byName = new LinkedHashMap<>();
        for (CredentialConfig credential : configuration.credentials().values()) {
            if (type.isInstance(credential)) {
                byName.put(credential.name(), maker.apply(type.cast(credential)));
            }
        }
        List<List<G>> byRule = new ArrayList<>();
        for (CallerConfig caller : configuration.callers()) {
            byRule.add(caller.credentials().stream()
                    .flatMap(name -> Stream.ofNullable(byName.get(name)))
                    .toList());
        }
        return new Entitlements<>(byRule, List.copyOf(byName.values()));
    }

    /** What the caller may have, in the order of its rule. */
    public List<G> of(Caller caller) {
        return caller.isKnown() ? byRule.get(caller.rule()) : List.of();
    }

    /** What each rule grants, in the order of the configuration. */
    public List<List<G>> byRule() {
        return byRule;
    }

    /** Everything that there is, whether somebody may have it or not. */
    public List<G> all() {
        return all;
    }

    /** What somebody may have, each once. */
    public Stream<G> granted() {
        return byRule.stream().flatMap(List::stream).distinct();
    }
}
