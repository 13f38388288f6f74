package dev.credence.ops;

import dev.credence.credential.CredentialStatus;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;

/** Looks at the gateway for whoever asks, and samples what has a history. Belongs to the ops listener's context. */
final class OpsViews {
    private final OpsParts parts;
    private final TrafficHistory traffic;
    private final CountWatch imdsV1;
    private final CountWatch refusals;

    OpsViews(OpsParts parts) {
        this.parts = parts;
        this.traffic = new TrafficHistory(parts.registry(), parts.credentials()::misses);
        this.imdsV1 = new CountWatch(parts.registry(), "credence.imds.v1.requests", "caller");
        this.refusals = new CountWatch(parts.registry(), "credence.refusals", "provider", "reason");
    }

    /** To be called every {@link TrafficHistory#INTERVAL}. */
    void sample() {
        Instant now = parts.time().instant();
        traffic.sample(now, parts.time().nanoTime());
        imdsV1.look(now);
        refusals.look(now);
    }

    /** Fails when the credential service is gone. */
    Future<OpsView> look() {
        return parts.credentials().status().map(this::look);
    }

    private OpsView look(List<CredentialStatus> held) {
        return OpsView.of(
                parts,
                OpsView.withAwaited(parts, held),
                imdsV1.look(parts.time().instant()),
                refusals.look(parts.time().instant()),
                traffic.points());
    }
}
