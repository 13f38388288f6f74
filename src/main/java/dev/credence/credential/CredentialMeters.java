package dev.credence.credential;

import dev.credence.telemetry.Cloud;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
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
    private static final double MILLIS = 1000;

    private final MeterRegistry registry;
    private final double ahead;
    private final InstantSource clock;
    private final Map<Cloud, Counter> coalesced = new EnumMap<>(Cloud.class);
    private final Map<String, Map<CredentialKey, CredentialStatus>> shown = new ConcurrentHashMap<>();

    /**
     * @param ahead part of a life after which it is renewed
     * @param clock by which it is told how much time is left
     */
    CredentialMeters(MeterRegistry registry, IntSupplier keys, double ahead, InstantSource clock) {
        this.registry = registry;
        this.ahead = ahead;
        this.clock = clock;
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
        Gauge.builder("credence.first.break", () -> secondsToBreak(keys))
                .description("Seconds until the first caller of the credential gets nothing, as renewals fail or are"
                        + " overdue; 0 if one gets nothing now, +Inf while all is well")
                .baseUnit("seconds")
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

    private double secondsToBreak(Map<CredentialKey, CredentialStatus> keys) {
        Instant now = clock.instant();
        return keys.values().stream()
                .mapToDouble(status -> secondsToBreak(status, now))
                .min()
                .orElse(Double.POSITIVE_INFINITY);
    }

    private double secondsToBreak(CredentialStatus status, Instant now) {
        return switch (status.state()) {
            case EXPIRED -> 0;
            // One that a caller named and never got is that caller's own trouble, and may be a role that does not
            // exist.
            case FAILING -> status.prefetched() ? 0 : Double.POSITIVE_INFINITY;
            case STALE -> secondsLeft(status, now);
            case FRESH -> isOverdue(status, now) ? secondsLeft(status, now) : Double.POSITIVE_INFINITY;
            case PENDING, IDLE -> Double.POSITIVE_INFINITY;
        };
    }

    private static double secondsLeft(CredentialStatus status, Instant now) {
        return status.expires()
                .map(end -> Math.max(0, Duration.between(now, end).toMillis() / MILLIS))
                .orElse(0.0);
    }

    /** A renewal that is only late, behind a rate limit say, has failed nowhere yet: half of the time for it is over. */
    private boolean isOverdue(CredentialStatus status, Instant now) {
        if (status.expires().isEmpty() || status.refreshed().isEmpty()) {
            return false;
        }
        double life = Duration.between(
                        status.refreshed().get(), status.expires().get())
                .toMillis();
        double age = Duration.between(status.refreshed().get(), now).toMillis();
        return age > life * (1 + ahead) / 2;
    }

    private static double countIn(Map<CredentialKey, CredentialStatus> keys, CredentialState state) {
        return keys.values().stream().filter(status -> status.state() == state).count();
    }
}
