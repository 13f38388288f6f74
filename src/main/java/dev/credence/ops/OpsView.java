package dev.credence.ops;

import dev.credence.caller.EngineStatus;
import dev.credence.caller.RecentCaller;
import dev.credence.credential.BackendStatus;
import dev.credence.credential.CredentialStatus;
import dev.credence.telemetry.Instance;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How the gateway is doing at one moment. Immutable; holds no secret, because it is made of types that have none.
 *
 * @param actions whether operators may refresh and drop
 * @param callers who came last, the latest first
 * @param traffic of the last minutes; empty if it is not counted
 */
record OpsView(
        Instant now,
        String version,
        Instance instance,
        boolean stopping,
        int connections,
        boolean actions,
        List<CredentialStatus> credentials,
        List<BackendStatus> backends,
        List<EngineStatus> engines,
        List<RecentCaller> callers,
        List<ImdsV1Users.User> imdsV1,
        Optional<List<TrafficHistory.Point>> traffic) {

    /** Of this moment. */
    static OpsView of(
            OpsParts parts,
            List<CredentialStatus> credentials,
            List<ImdsV1Users.User> imdsV1,
            Optional<List<TrafficHistory.Point>> traffic) {
        return new OpsView(
                parts.time().instant(),
                parts.version(),
                parts.instance(),
                parts.stopping().getAsBoolean(),
                parts.connections().getAsInt(),
                parts.token().get().isPresent(),
                credentials,
                parts.backends().get(),
                parts.engines().get(),
                parts.callers().get(),
                imdsV1,
                traffic);
    }

    /** Those of which not even the keys are known yet, and those that are held. */
    static List<CredentialStatus> withAwaited(OpsParts parts, List<CredentialStatus> held) {
        return Stream.concat(parts.awaited().get().stream(), held.stream()).toList();
    }

    /** True if whatever is fetched ahead can be served or issued, and nothing is about to end. */
    boolean isReady() {
        return !stopping
                && credentials.stream().filter(CredentialStatus::prefetched).allMatch(status -> status.state()
                        .isReady());
    }
}
