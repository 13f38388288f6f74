package dev.credence.source.vault;

import dev.credence.credential.Clockwork;
import dev.credence.telemetry.Secret;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds out when a given token ends, for people and meters and to have it renewed.
 *
 * <p>Vault is asked once for each token, after the token has worked, so that no credential ever waits for it; and again
 * when the end that it told has passed and the token still works, because its owner has renewed it. A token of limited
 * use is not spent on a second look. Failures are ignored: a token need not be allowed to look itself up.
 */
final class TokenExpiry {
    private final TokenSelf self;
    private final InstantSource clock;
    private final GivenTokenCare care;
    private final Consumer<Instant> listener;
    private @Nullable Secret seen;
    private boolean limitedUse;
    private TokenWatcher watcher = TokenWatcher.NONE;
    private volatile Optional<Instant> expires = Optional.empty();

    /**
     * @param listener told as {@link dev.credence.telemetry.UpstreamMeters#tokenExpires} is
     */
    TokenExpiry(TokenSelf self, Clockwork clockwork, LoginLog log, Consumer<Instant> listener) {
        this.self = self;
        this.clock = clockwork.time();
        this.care = new GivenTokenCare(new TokenRenewal(self, clockwork.random()), clockwork, log, this::tell);
        this.listener = listener;
    }

    /** When the token ends, where that is known; may be called from any thread. */
    Optional<Instant> known() {
        return expires;
    }

    /** That token has just worked. Returns at once. */
    void worked(Secret token) {
        boolean renewed = !limitedUse
                && expires.filter(end -> !clock.instant().isBefore(end)).isPresent();
        if (Objects.equals(seen, token) && !renewed) {
            return;
        }
        seen = token;
        expires = Optional.empty();
        care.end();
        self.lookup(token).onSuccess(reply -> remember(token, reply));
    }

    /** From now on that one is told when the token ends for good. */
    void watch(TokenWatcher other) {
        watcher = other;
        care.watch(other);
    }

    /** Whether looking that token up would be a use of few; also where that is not known. */
    boolean isOfLimitedUse(Secret token) {
        return limitedUse || !Objects.equals(seen, token);
    }

    /** No more renewals. */
    void close() {
        care.end();
    }

    private void remember(Secret token, VaultReply reply) {
        if (!Objects.equals(seen, token)
                || !(reply instanceof VaultReply.Ok ok)
                || !(ok.body().getValue("data") instanceof JsonObject data)) {
            return;
        }
        limitedUse = data.getValue("num_uses") instanceof Number uses && uses.longValue() > 0;
        Optional<Instant> end = end(data, ok.asked());
        end.ifPresent(known -> tell(Optional.of(known)));
        Duration left = seconds(data, "ttl");
        Object renewable = data.getValue("renewable");
        if (Boolean.TRUE.equals(renewable) && !limitedUse && !left.isZero()) {
            care.begin(token, left, seconds(data, "creation_ttl"));
        } else if (Boolean.FALSE.equals(renewable)) {
            end.ifPresent(last -> watcher.endsAt(token, last));
        }
    }

    private void tell(Optional<Instant> end) {
        expires = end;
        listener.accept(end.orElse(Instant.MAX));
    }

    /** A root token has neither time: it never ends. */
    private static Optional<Instant> end(JsonObject data, Instant asked) {
        if (data.getValue("expire_time") instanceof String time) {
            try {
                return Optional.of(OffsetDateTime.parse(time).toInstant());
            } catch (DateTimeException unreadable) {
                return Optional.empty();
            }
        }
        Duration left = seconds(data, "ttl");
        return left.isZero() ? Optional.empty() : Optional.of(asked.plus(left));
    }

    private static Duration seconds(JsonObject data, String field) {
        return data.getValue(field) instanceof Number number && number.intValue() > 0
                ? Duration.ofSeconds(number.intValue())
                : Duration.ZERO;
    }
}
