package dev.credence.provider;

import dev.credence.caller.Caller;
import dev.credence.config.CallerConfig;
import dev.credence.config.Configuration;
import dev.credence.config.CredentialConfig;
import dev.credence.credential.CredentialKey;
import dev.credence.provider.Grants.Grant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Which caller may have which credential of one cloud; worked out once from the configuration. Immutable; any thread.
 *
 * @param <C> the cloud's credentials
 */
public final class Entitlements<C extends CredentialConfig> {
    private final List<Grants<C>> byRule = new ArrayList<>();
    private final Grants<C> nothing = new Grants<>(List.of());
    private final Set<String> names = new LinkedHashSet<>();

    /**
     * @param type of the cloud's credentials
     * @param keys makes the key of each; called once for each credential
     */
    public Entitlements(Configuration configuration, Class<C> type, Function<C, KeyTemplate> keys) {
        // One grant for each credential, whoever may have it: a hit then finds its document by the very same key.
        Map<String, Grant<C>> grants = new LinkedHashMap<>();
        for (CredentialConfig credential : configuration.credentials().values()) {
            if (type.isInstance(credential)) {
                C own = type.cast(credential);
                names.add(own.name());
                names.add(own.listedName());
                grants.put(own.name(), new Grant<>(own, keys.apply(own)));
            }
        }
        for (CallerConfig caller : configuration.callers()) {
            byRule.add(new Grants<>(caller.credentials().stream()
                    .flatMap(name -> Stream.ofNullable(grants.get(name)))
                    .toList()));
        }
    }

    /** What the caller may have. */
    public Grants<C> of(Caller caller) {
        return caller.isKnown() ? byRule.get(caller.rule()) : nothing;
    }

    /** What each rule grants, in the order of the configuration. */
    public List<Grants<C>> byRule() {
        return List.copyOf(byRule);
    }

    /** True if there is a credential of that name at all. */
    public boolean exists(String name) {
        return names.contains(name);
    }

    /** The keys that can be fetched before anyone asks. */
    public Set<CredentialKey> prefetchable() {
        Set<CredentialKey> keys = new LinkedHashSet<>();
        byRule.forEach(rule -> rule.all().forEach(grant -> grant.key().fixed().ifPresent(keys::add)));
        return keys;
    }
}
