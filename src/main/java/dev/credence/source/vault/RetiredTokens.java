package dev.credence.source.vault;

import dev.credence.telemetry.Secret;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Tokens of ours that others have taken the place of. They stay alive, since the leases that were issued to them would die
 * with them, and are given back at the end. Belongs to the source's context.
 */
final class RetiredTokens {
    /** How long giving them back may take. */
    static final Duration PATIENCE = Duration.ofSeconds(3);
    /** More come together only where tokens are of limited use; those end by themselves. */
    private static final int MOST = 16;

    private final TokenSelf self;
    private final LongSupplier nanoTime;
    private final Deque<HeldToken> tokens = new ArrayDeque<>();

    RetiredTokens(TokenSelf self, LongSupplier nanoTime) {
        this.self = self;
        this.nanoTime = nanoTime;
    }

    void add(HeldToken token) {
        tokens.removeIf(old -> !old.isAlive(nanoTime.getAsLong()));
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

    /** Completes when Vault has answered, or has had its time; never fails. */
    Future<Void> revokeAll() {
        long now = nanoTime.getAsLong();
        return Future.join(tokens.stream()
                        .filter(token -> token.isAlive(now))
                        .map(token -> self.revoke(token.token()))
                        .toList())
                .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .<Void>mapEmpty()
                .otherwiseEmpty();
    }
}
