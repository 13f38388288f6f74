package dev.credence.source.vault;

import dev.credence.telemetry.Secret;
import dev.credence.telemetry.UpstreamMeters;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds out when the token in use ends, for people and meters; nothing depends on it.
 *
 * <p>Vault is asked once for each token, after the token has worked, so that no credential ever waits for it; and again
 * when the end that it told has passed and the token still works, because its owner has renewed it. A token of limited
 * use is not spent on a second look. Failures are ignored: a token need not be allowed to look itself up.
 */
final class TokenExpiry {
    private static final VaultPath PATH =
            VaultPath.of("auth", "token", "lookup-self").orElseThrow();

    private final VaultClient client;
    private final String backend;
    private final VaultRequest request;
    private final InstantSource clock;
    private final UpstreamMeters meters;
    private @Nullable Secret seen;
    private boolean limitedUse;
    private volatile @Nullable Instant expires;

    TokenExpiry(
            VaultClient client,
            String backend,
            Optional<String> namespace,
            InstantSource clock,
            UpstreamMeters meters) {
        this.client = client;
        this.backend = backend;
        this.request = VaultRequest.get("token_lookup", PATH, Map.of(), namespace);
        this.clock = clock;
        this.meters = meters;
    }

    /** When the token ends, where that is known; may be called from any thread. */
    Optional<Instant> known() {
        return Optional.ofNullable(expires);
    }

    /** That token has just worked. Returns at once. */
    void worked(Secret token) {
        Instant end = expires;
        boolean renewed = end != null && !limitedUse && !clock.instant().isBefore(end);
        if (Objects.equals(seen, token) && !renewed) {
            return;
        }
        seen = token;
        expires = null;
        client.send(request, token, 0).onSuccess(reply -> remember(token, reply));
    }

    private void remember(Secret token, VaultReply reply) {
        if (!Objects.equals(seen, token)
                || !(reply instanceof VaultReply.Ok ok)
                || !(ok.body().getValue("data") instanceof JsonObject data)) {
            return;
        }
        limitedUse = data.getValue("num_uses") instanceof Number uses && uses.longValue() > 0;
        end(data, ok.asked()).ifPresent(end -> {
            expires = end;
            meters.tokenExpires(backend, end);
        });
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
        return data.getValue("ttl") instanceof Number ttl && ttl.intValue() > 0
                ? Optional.of(asked.plusSeconds(ttl.intValue()))
                : Optional.empty();
    }
}
