package dev.credence.source.vault;

import dev.credence.credential.Outcome;
import dev.credence.source.vault.login.LoginMethods;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps logins apart that fail: a second at least, and longer each time, by chance, so that gateways that failed together
 * do not come back together. Belongs to the source's context.
 */
final class LoginPause {
    private static final long LEAST_MILLIS = 1_000;
    private static final long MOST_MILLIS = 30_000;
    /** While Vault is out of order the breaker keeps calls apart; the first that it lets through must find it healed. */
    private static final long MOST_MILLIS_OF_OUTAGE = 5_000;

    private static final Set<String> LASTING =
            Set.of(VaultAuthentication.REFUSED, SecretIdUnwrapping.SUSPICIOUS, LoginMethods.NOTHING_TO_SHOW);

    private final RandomGenerator random;
    private Outcome.@Nullable Failure failure;
    private int failures;
    private long until;
    private long failedAt;

    LoginPause(RandomGenerator random) {
        this.random = random;
    }

    /** A login has failed; how long there is to be no other. */
    Duration failed(Outcome.Failure last, long now) {
        long most = LASTING.contains(last.code()) ? MOST_MILLIS : MOST_MILLIS_OF_OUTAGE;
        long limit = Math.min(most, LEAST_MILLIS << Math.min(failures + 1, 10));
        Duration pause = Duration.ofMillis(LEAST_MILLIS + random.nextLong(limit - LEAST_MILLIS + 1));
        failure = last;
        failures++;
        failedAt = now;
        until = now + pause.toNanos();
        return pause;
    }

    /**
     * Somebody waits who has nothing. Where Vault was out of order and has not asked for patience, it may have healed: one
     * more login is due a second after the last, as one probe is while its breaker is open.
     */
    void urge(long now) {
        boolean isOutage =
                failure != null && !LASTING.contains(failure.code()) && !(failure instanceof Outcome.Throttled);
        if (isOutage && now - failedAt >= LEAST_MILLIS * 1_000_000 && until - now > 0) {
            until = now;
        }
    }

    /** One has succeeded. */
    void end() {
        failure = null;
        failures = 0;
    }

    /** Why there is to be no login now; empty if there may be one. */
    Optional<Outcome.Failure> reason(long now) {
        return now - until < 0 ? Optional.ofNullable(failure) : Optional.empty();
    }
}
