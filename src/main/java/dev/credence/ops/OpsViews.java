package dev.credence.ops;

import dev.credence.credential.CredentialStatus;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** Looks at the gateway for whoever asks, and samples what has a history. Belongs to the ops listener's context. */
final class OpsViews {
    private final OpsParts parts;
    private final TrafficHistory traffic;
    private final ImdsV1Users imdsV1;

    OpsViews(OpsParts parts) {
        this.parts = parts;
        this.traffic = new TrafficHistory(parts.registry(), parts.credentials()::misses);
        this.imdsV1 = new ImdsV1Users(parts.registry());
    }

    /** To be called every {@link TrafficHistory#INTERVAL}. */
    void sample() {
        Instant now = parts.time().instant();
        traffic.sample(now, parts.time().nanoTime());
        imdsV1.look(now);
    }

    /** Fails when the credential service is gone. */
    Future<OpsView> look() {
        return parts.credentials().status().map(this::look);
    }

    private OpsView look(List<CredentialStatus> held) {
        Instant now = parts.time().instant();
        return new OpsView(
                now,
                parts.version(),
                parts.started(),
                parts.stopping().getAsBoolean(),
                parts.connections().getAsInt(),
                parts.token().isPresent(),
                Stream.concat(parts.awaited().get().stream(), held.stream()).toList(),
                parts.backends().get(),
                parts.engines().get(),
                parts.callers().get(),
                imdsV1.look(now),
                traffic.points());
    }
}
