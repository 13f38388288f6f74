package dev.credence.dev;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** {@code sys/leases}: looking up, renewing and revoking what was issued. */
final class LeaseCalls {
    private final Leases leases;
    private final Lifetime lifetime;
    private final InstantSource clock;

    LeaseCalls(Leases leases, Lifetime lifetime, InstantSource clock) {
        this.leases = leases;
        this.lifetime = lifetime;
        this.clock = clock;
    }

    /** Answers a call below {@code sys}. */
    VaultAnswer answer(VaultCall call) {
        if (call.operation() != VaultCall.Operation.WRITE) {
            return VaultAnswer.unsupportedOperation();
        }
        Optional<String> id = leaseId(call);
        if (id.isEmpty()) {
            return VaultAnswer.refused(400, "lease_id must be specified");
        }
        return switch (call.segment(1)) {
            case "lookup" -> lookup(id.get());
            case "renew" -> renew(call, id.get());
            case "revoke" -> revoke(id.get());
            default -> VaultAnswer.unsupportedPath();
        };
    }

    /** In the body, or after the path as {@code vault lease revoke} sends it. */
    private static Optional<String> leaseId(VaultCall call) {
        String pathEnd = call.below(Math.min(2, call.path().size())).joined();
        return call.text("lease_id").or(() -> Optional.of(pathEnd).filter(id -> !id.isEmpty()));
    }

    private VaultAnswer lookup(String id) {
        return leases.find(id)
                .map(lease -> VaultAnswer.data(description(lease)))
                .orElseGet(() -> VaultAnswer.refused(400, "invalid lease"));
    }

    private JsonObject description(Lease lease) {
        return new JsonObject()
                .put("id", lease.id())
                .put("issue_time", VaultTime.text(lease.issued()))
                .put("expire_time", VaultTime.text(lease.end()))
                .put("last_renewal", lease.renewed().map(VaultTime::text).orElse(null))
                .put("renewable", lease.renewable())
                .put("ttl", Duration.between(clock.instant(), lease.end()).toSeconds());
    }

    private VaultAnswer renew(VaultCall call, String id) {
        Optional<Lease> lease = leases.find(id);
        if (lease.isEmpty()) {
            return VaultAnswer.refused(400, "lease not found");
        }
        if (!lease.get().renewable()) {
            return VaultAnswer.refused(400, "lease is not renewable");
        }
        return lifetime.granted(call, "increment")
                .map(life -> VaultAnswer.lease(leases.renew(lease.get(), life)))
                .orElseGet(() -> VaultAnswer.refused(400, "Field validation failed: increment"));
    }

    private VaultAnswer revoke(String id) {
        leases.revoke(id);
        return VaultAnswer.noContent();
    }
}
