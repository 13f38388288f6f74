package dev.credence.config;

import java.util.Optional;

/**
 * What credentials of every cloud have in common. A part that could not be read, which was reported, is empty text.
 *
 * @param name its key in the configuration
 * @param kind of the back end, as far as that is known
 * @param mount of the secrets engine, without slashes at the ends
 */
record CredentialPlace(String name, String backend, Optional<BackendKind> kind, String mount, String role) {
    boolean isComplete() {
        return !backend.isEmpty() && !role.isEmpty();
    }
}
