package dev.credence.config;

import dev.credence.config.ConfigNode.Branch;
import dev.credence.config.ConfigNode.Leaf;
import java.util.Map;

/**
 * What Azure's SDKs read from the environment, as the default of a credential.
 *
 * @param environment by name
 */
record AzureEnvironment(Map<String, String> environment) {
    static final String AUTHORITY_HOST = "AZURE_AUTHORITY_HOST";

    /** The credential, its authority taken from the environment if none is written. */
    Section defaults(Section credential) {
        String value = environment.getOrDefault(AUTHORITY_HOST, "").strip();
        boolean isWritten = credential.text("authority-host").isPresent() || credential.isBroken("authority-host");
        if (isWritten || value.isEmpty()) {
            return credential;
        }
        Branch filled = credential.branch().with("authority-host", Leaf.of(value, Origin.variable(AUTHORITY_HOST)));
        return credential.with(filled);
    }
}
