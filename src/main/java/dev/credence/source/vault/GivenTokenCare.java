package dev.credence.source.vault;

import dev.credence.credential.Clockwork;
import dev.credence.credential.Scheduler;
import dev.credence.telemetry.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Renews a token that somebody else obtained, for as long as Vault plays along: a periodic one is meant to be kept alive
 * by whoever uses it. Whose owner renews it too loses nothing. Belongs to the source's context.
 */
final class GivenTokenCare {
    private static final String NEXT = "it was given, so nobody here can replace it";

    private final TokenRenewal renewal;
    private final Clockwork clockwork;
    private final LoginLog log;
    private final Consumer<Optional<Instant>> expiry;
    private TokenWatcher watcher = TokenWatcher.NONE;
    private @Nullable Care care;
    private Scheduler.@Nullable Timer timer;

    /** What is kept alive: until when, by the monotonic clock, and what each renewal asks for. */
    private record Care(Secret token, long end, Duration asked) {}

    /**
     * @param expiry told of each new end
     */
    GivenTokenCare(TokenRenewal renewal, Clockwork clockwork, LoginLog log, Consumer<Optional<Instant>> expiry) {
        this.renewal = renewal;
        this.clockwork = clockwork;
        this.log = log;
        this.expiry = expiry;
    }

    /** From now on that one is told when the token ends for good. */
    void watch(TokenWatcher other) {
        watcher = other;
    }

    /**
     * Takes care of this token, and of no other any more.
     *
     * @param left of its life
     * @param asked what it lived at first
     */
    void begin(Secret token, Duration left, Duration asked) {
        end();
        care = new Care(token, now() + left.toNanos(), asked.compareTo(left) > 0 ? asked : left);
        after(renewal.due(left), care);
    }

    void end() {
        care = null;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void after(Duration wait, Care current) {
        timer = clockwork.scheduler().after(wait, () -> renew(current));
    }

    private void renew(Care current) {
        long began = now();
        if (current.equals(care) && began < current.end()) {
            renewal.renew(current.token(), current.asked()).onSuccess(result -> {
                if (current.equals(care)) {
                    judge(current, result, began);
                }
            });
        }
    }

    private void judge(Care current, TokenRenewal.Result result, long began) {
        if (result instanceof TokenRenewal.NotRenewed failed) {
            log.notRenewed(failed.failure().message(), failed.isFinal() ? NEXT : "asking again");
            if (failed.isFinal()) {
                watcher.refused(current.token(), failed.failure());
            } else {
                after(renewal.again(Duration.ofNanos(current.end() - now())), current);
            }
            return;
        }
        TokenRenewal.Renewed renewed = (TokenRenewal.Renewed) result;
        expiry.accept(renewed.end());
        if (!renewed.isEnough()) {
            log.reachedItsMaximum(renewed.life(), NEXT);
            renewed.end().ifPresent(end -> watcher.endsAt(current.token(), end));
        } else if (!renewed.life().isZero()) {
            log.renewed(renewed.life());
            care = new Care(current.token(), began + renewed.life().toNanos(), current.asked());
            after(renewal.due(renewed.life()), care);
        }
    }

    private long now() {
        return clockwork.time().nanoTime();
    }
}
