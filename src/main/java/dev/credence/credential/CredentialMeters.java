package dev.credence.credential;

import dev.credence.telemetry.Cloud;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;

/**
 * Meters of the credential service. Series are bounded: labels are the names in the configuration. A credential with
 * several keys (one for each caller) shows the one that ends first, because that is the caller that breaks first.
 */
final class CredentialMeters implements CredentialObserver {
    private final MeterRegistry registry;
    private final Map<Cloud, Counter> coalesced = new EnumMap<>(Cloud.class);
    private final Map<String, Map<CredentialKey, CredentialStatus>> shown = new ConcurrentHashMap<>();

    CredentialMeters(MeterRegistry registry, IntSupplier keys) {
        this.registry = registry;
        for (Cloud cloud : Cloud.values()) {
            coalesced.put(
                    cloud,
                    Counter.builder("credence.coalesced")
                            .description("Requests that joined a call to the back end already under way")
                            .tag("provider", cloud.label())
                            .register(registry));
        }
        Gauge.builder("credence.keys", keys::getAsInt).description("Keys held").register(registry);
    }

    @Override
    public void coalesced(CredentialKey key) {
        Counter counter = coalesced.get(key.cloud());
        if (counter != null) {
            counter.increment();
        }
    }

    @Override
    public void changed(CredentialKey key, Optional<CredentialStatus> status) {
        Map<CredentialKey, CredentialStatus> keys = shown.computeIfAbsent(key.credential(), this::register);
        if (status.isPresent()) {
            keys.put(key, status.get());
        } else {
            keys.remove(key);
        }
    }

    private Map<CredentialKey, CredentialStatus> register(String credential) {
        Map<CredentialKey, CredentialStatus> keys = new ConcurrentHashMap<>();
        Gauge.builder("credence.credential.expiry.timestamp.seconds", () -> firstExpiry(keys))
                .description("When the first credential held stops working, seconds since the epoch; 0 if none is held")
                .tag("credential", credential)
                .register(registry);
        for (CredentialState state : CredentialState.values()) {
            Gauge.builder("credence.credential.state", () -> countIn(keys, state))
                    .description("Number of keys of the credential that are in the state")
                    .tag("credential", credential)
                    .tag("state", state.label())
                    .register(registry);
        }
        return keys;
    }

    private static double firstExpiry(Map<CredentialKey, CredentialStatus> keys) {
        return keys.values().stream()
                .flatMap(status -> status.expires().stream())
                .mapToLong(Instant::getEpochSecond)
                .min()
                .orElse(0);
    }

    private static double countIn(Map<CredentialKey, CredentialStatus> keys, CredentialState state) {
        return keys.values().stream().filter(status -> status.state() == state).count();
    }
}
