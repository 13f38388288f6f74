package dev.credence.dev;

import dev.credence.telemetry.Secret;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The applications that may log in, with their passwords. Used on one event loop. */
final class AzureClients {
    private static final int MOST_KEPT = 1_000;

    private record Client(Secret secret, Optional<String> leaseId) {}

    private final Leases leases;
    private final Map<String, Client> known = new LinkedHashMap<>();

    AzureClients(Leases leases) {
        this.leases = leases;
    }

    /** Lets an application in for good. */
    void add(String clientId, String secret) {
        known.put(clientId, new Client(Secret.of(secret), Optional.empty()));
    }

    /** Lets an application in for as long as its lease holds. */
    void add(String clientId, String secret, Lease lease) {
        if (known.size() >= MOST_KEPT) {
            forgetTheEnded();
        }
        known.put(clientId, new Client(Secret.of(secret), Optional.of(lease.id())));
    }

    /** True if that is the password of an application whose lease holds. */
    boolean mayLogIn(String clientId, String secret) {
        Client client = known.get(clientId);
        return client != null && holds(client) && client.secret().matches(secret);
    }

    private boolean holds(Client client) {
        return client.leaseId().map(id -> leases.find(id).isPresent()).orElse(true);
    }

    /** The leases are bounded, and an application without one is forgotten here: so this map is bounded too. */
    private void forgetTheEnded() {
        known.values().removeIf(client -> !holds(client));
    }
}
