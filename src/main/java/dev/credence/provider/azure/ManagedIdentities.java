package dev.credence.provider.azure;

import dev.credence.caller.Caller;
import dev.credence.config.AzureCredentialConfig;
import dev.credence.config.Configuration;
import dev.credence.credential.CredentialKey;
import dev.credence.provider.Entitlements;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Which caller has which identities, and how each is found. Immutable but for what is told; any thread. */
final class ManagedIdentities {
    private final Entitlements<ManagedIdentity> entitlements;
    private final ToldIdentities told;
    private final List<String> resources;

    /**
     * @param told client ids as the back ends tell them
     */
    ManagedIdentities(Configuration configuration, ToldIdentities told) {
        this.told = told;
        this.resources = configuration.azure().resources();
        Optional<String> tenant = configuration.azureInstance().value("tenant-id");
        this.entitlements = Entitlements.of(
                configuration,
                AzureCredentialConfig.class,
                credential -> new ManagedIdentity(credential, new AzureKeys(credential, tenant)));
    }

    /** The caller's own, in the order of its rule. */
    List<ManagedIdentity> of(Caller caller) {
        return entitlements.of(caller);
    }

    /**
     * The one that the caller wants; the first unless it says which.
     *
     * @return null if it has no such identity
     */
    @Nullable
    ManagedIdentity choose(Caller caller, @Nullable Selector selector) {
        List<ManagedIdentity> own = of(caller);
        if (selector == null) {
            return own.isEmpty() ? null : own.get(0);
        }
        return find(own, selector);
    }

    /** The name of the credential that is wanted, whoever may have it; empty if there is none. */
    String nameOf(@Nullable Selector selector) {
        ManagedIdentity found = selector == null ? null : find(entitlements.all(), selector);
        return found == null ? "" : found.config().name();
    }

    /** What can be fetched before anyone asks. */
    Set<CredentialKey> prefetchable() {
        Set<CredentialKey> keys = new LinkedHashSet<>();
        entitlements.granted().forEach(identity -> keys.addAll(identity.keys().prefetched(resources)));
        return keys;
    }

    private @Nullable ManagedIdentity find(List<ManagedIdentity> own, Selector wanted) {
        ManagedIdentity found = first(own, identity -> identity.hasId(wanted));
        if (found == null) {
            found = first(own, identity -> identity.config().name().equals(wanted.name()));
        }
        if (found == null) {
            found = first(own, identity -> identity.config().listedName().equals(wanted.name()));
        }
        return found != null || wanted.kind() != Selector.Kind.CLIENT_ID
                ? found
                : first(own, identity -> isToldAs(identity, wanted.value()));
    }

    private boolean isToldAs(ManagedIdentity identity, String clientId) {
        return told.clientId(identity.keys().unasked())
                .filter(clientId::equalsIgnoreCase)
                .isPresent();
    }

    private static @Nullable ManagedIdentity first(List<ManagedIdentity> own, Predicate<ManagedIdentity> wanted) {
        for (ManagedIdentity identity : own) {
            if (wanted.test(identity)) {
                return identity;
            }
        }
        return null;
    }
}
