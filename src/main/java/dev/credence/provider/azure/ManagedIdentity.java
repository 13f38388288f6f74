package dev.credence.provider.azure;

import dev.credence.config.AzureCredentialConfig;
import java.util.Optional;

/** A credential as a workload sees it: an identity that has tokens for resources. Immutable; any thread. */
record ManagedIdentity(AzureCredentialConfig config, AzureKeys keys) {

    /** True if the configuration gives it that id. Azure's ids are the same in any case. */
    boolean hasId(Selector wanted) {
        return ids(wanted.kind()).filter(wanted.value()::equalsIgnoreCase).isPresent();
    }

    private Optional<String> ids(Selector.Kind kind) {
        return switch (kind) {
            case CLIENT_ID -> config.clientId();
            case OBJECT_ID -> config.objectId();
            case RESOURCE_ID -> config.resourceId();
        };
    }
}
