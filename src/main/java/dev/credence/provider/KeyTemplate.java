package dev.credence.provider;

import dev.credence.credential.CredentialKey;
import java.util.Optional;

/** The key of a configured credential for each caller. Immutable; any thread. */
public interface KeyTemplate {

    /** The key for a caller of that name. */
    CredentialKey keyFor(String callerName);

    /** The key, if it is the same for all callers: such a one can be fetched before anyone asks. */
    Optional<CredentialKey> fixed();

    /** The same key for all callers. */
    static KeyTemplate of(CredentialKey key) {
        return new KeyTemplate() {
            @Override
            public CredentialKey keyFor(String callerName) {
                return key;
            }

            @Override
            public Optional<CredentialKey> fixed() {
                return Optional.of(key);
            }
        };
    }
}
