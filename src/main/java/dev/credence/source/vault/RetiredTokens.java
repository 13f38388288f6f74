package dev.credence.source.vault;

import dev.credence.credential.TimeSource;
import dev.credence.telemetry.Secret;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Tokens of ours that others have taken the place of. They stay alive, since the leases that were issued to them would die
 * with them, and are given back at the end, unless the leases are to outlive us. Belongs to the source's context.
 */
final class RetiredTokens {
    /** How long giving them back may take. */
    static final Duration PATIENCE = Duration.ofSeconds(3);
    /** More come together only where tokens are of limited use; those end by themselves. */
    private static final int MOST = 16;
    /** A token lives so much longer than its leases: whoever took over revokes those before. */
    private static final Duration MARGIN = Duration.ofMinutes(1);

    private final TokenSelf self;
    private final TokenRenewal renewal;
    private final TimeSource time;
    private final LoginLog log;
    private final Deque<HeldToken> tokens = new ArrayDeque<>();

    RetiredTokens(TokenSelf self, TokenRenewal renewal, TimeSource time, LoginLog log) {
        this.self = self;
        this.renewal = renewal;
        this.time = time;
        this.log = log;
    }

    void add(HeldToken token) {
        tokens.removeIf(old -> !old.isAlive(time.nanoTime()));
        if (tokens.size() >= MOST) {
            tokens.removeFirst();
        }
        if (!token.grant().isBatch()) {
            tokens.addLast(token);
        }
    }

    /** The one that is that token, if it is here. */
    Optional<HeldToken> find(Secret token) {
        return tokens.stream().filter(old -> old.token().equals(token)).findFirst();
    }

    /**
     * Gives them back, except those that are needed until some time, which are renewed until then.
     *
     * @return completes when Vault has answered, or has had its time; never fails
     */
    Future<Void> end(Map<Secret, Instant> needed) {
        long now = time.nanoTime();
        return Future.join(tokens.stream()
                        .filter(token -> token.isAlive(now))
                        .map(token -> Optional.ofNullable(needed.get(token.token()))
                                .<Future<?>>map(until -> keep(token, until))
                                .orElseGet(() -> self.revoke(token.token())))
                        .toList())
                .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .<Void>mapEmpty()
                .otherwiseEmpty();
    }

    /**
     * Nobody will renew it any more. What is asked for may be less than what it would live for by itself: a token that
     * nobody knows shall not live on for weeks.
     */
    private Future<Void> keep(HeldToken token, Instant until) {
        Duration life = Duration.between(time.instant(), until);
        Duration left = token.left(time.nanoTime());
        if (token.life().isZero()) {
            return Future.succeededFuture();
        }
        Future<Duration> kept = token.grant().mayBeRenewed()
                ? renewal.renew(token.token(), life.plus(MARGIN))
                        .map(result -> result instanceof TokenRenewal.Renewed renewed ? renewed.life() : left)
                : Future.succeededFuture(left);
        return kept.map(granted -> {
            if (!granted.isZero() && granted.compareTo(life) < 0) {
                log.endsBeforeItsLeases(granted, life);
            }
            return null;
        });
    }
}
