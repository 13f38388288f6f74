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
 * @param imdsV1 who asked for instance metadata without a session token, by caller, whether answered or refused
 * @param refusals requests that did not get what they asked for, by provider and reason
 * @param traffic of the last minutes; empty if it is not counted
 */
record OpsView(
        Instant now,
        String version,
        Instance instance,
        ChangedConfiguration changed,
        boolean stopping,
        int connections,
        boolean actions,
        List<CredentialStatus> credentials,
        List<BackendStatus> backends,
        List<EngineStatus> engines,
        List<RecentCaller> callers,
        List<CountWatch.Counted> imdsV1,
        List<CountWatch.Counted> refusals,
        Optional<List<TrafficHistory.Point>> traffic) {

    /** Of this moment. */
    static OpsView of(
            OpsParts parts,
            List<CredentialStatus> credentials,
            List<CountWatch.Counted> imdsV1,
            List<CountWatch.Counted> refusals,
            Optional<List<TrafficHistory.Point>> traffic) {
        return new OpsView(
                parts.time().instant(),
                parts.version(),
                parts.instance(),
                parts.changed().get(),
                parts.stopping().getAsBoolean(),
                parts.connections().getAsInt(),
                parts.token().get().isPresent(),
                credentials,
                parts.backends().get(),
                parts.engines().get(),
                parts.callers().get(),
                imdsV1,
                refusals,
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
