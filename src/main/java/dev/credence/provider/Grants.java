package dev.credence.provider;

import dev.credence.config.CredentialConfig;
import dev.credence.credential.CredentialKey;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the callers of one rule may have of one cloud. Immutable; any thread.
 *
 * @param all in the order of the rule
 * @param <C> the cloud's credentials
 */
public record Grants<C extends CredentialConfig>(List<Grant<C>> all) {

    /** One credential. */
    public record Grant<C extends CredentialConfig>(C config, KeyTemplate key) {

        /** As a metadata service lists it. */
        public String listedName() {
            return config.listedName();
        }

        /** Its name in the configuration. */
        public String credential() {
            return config.name();
        }

        /** The key for a caller of that name. */
        public CredentialKey keyFor(String callerName) {
            return key.keyFor(callerName);
        }
    }

    public Grants {
        all = List.copyOf(all);
    }

    public boolean isEmpty() {
        return all.isEmpty();
    }

    /** The first one listed by that name. */
    public @Nullable Grant<C> listed(String name) {
        return find(grant -> grant.listedName().equals(name));
    }

    /** The one of that credential, by its name in the configuration or else by its listed name. */
    public @Nullable Grant<C> named(String name) {
        Grant<C> named = find(grant -> grant.credential().equals(name));
        return named != null ? named : listed(name);
    }

    /** The first one of which that is true. */
    public @Nullable Grant<C> find(Predicate<Grant<C>> wanted) {
        for (Grant<C> grant : all) {
            if (wanted.test(grant)) {
                return grant;
            }
        }
        return null;
    }
}
