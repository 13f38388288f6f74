package dev.credence.config;

import dev.credence.telemetry.Secret;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Authentication with a token that somebody else obtained.
 *
 * @param token given in the configuration or by {@code VAULT_TOKEN}; wins over the file
 * @param tokenFile read anew whenever the token is needed and not known to work; {@code ~/.vault-token} by default
 */
public record TokenAuth(Optional<Secret> token, Optional<Path> tokenFile) implements VaultAuth {
    static final String METHOD = "token";

    @Override
    public String method() {
        return METHOD;
    }

    @Override
    public String mount() {
        return METHOD;
    }
}
