package dev.credence.ops;

import dev.credence.caller.EngineStatus;
import dev.credence.caller.RecentCaller;
import dev.credence.credential.BackendStatus;
import dev.credence.credential.CredentialClient;
import dev.credence.credential.CredentialStatus;
import dev.credence.credential.TimeSource;
import dev.credence.telemetry.EventLoops;
import dev.credence.telemetry.Instance;
import dev.credence.telemetry.Secret;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * What the ops pages are made from.
 *
 * @param awaited credentials of which not even the keys are known yet
 * @param backends how each back end is doing
 * @param engines how each container engine is doing
 * @param callers who came last
 * @param connections of workloads that are open
 * @param changed what became of the configuration that was read last
 * @param stopping true once the gateway has been told to stop
 * @param registry where requests are counted; may be empty
 * @param metrics the text that Prometheus scrapes, by its media type; empty if metrics are off
 * @param token that the actions now ask for; without one they are off
 * @param hosts names that browsers may know the listener by besides its address, lower case
 * @param instance which run this is
 */
public record OpsParts(
        CredentialClient credentials,
        Supplier<List<CredentialStatus>> awaited,
        Supplier<List<BackendStatus>> backends,
        Supplier<List<EngineStatus>> engines,
        Supplier<List<RecentCaller>> callers,
        IntSupplier connections,
        EventLoops loops,
        Supplier<ChangedConfiguration> changed,
        BooleanSupplier stopping,
        MeterRegistry registry,
        Optional<UnaryOperator<String>> metrics,
        Supplier<Optional<Secret>> token,
        Set<String> hosts,
        TimeSource time,
        Instance instance,
        String version) {}
