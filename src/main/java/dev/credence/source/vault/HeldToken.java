package dev.credence.source.vault;

import dev.credence.telemetry.Secret;
import java.time.Duration;

/** A token in use: how long, and how often still. Judged by the monotonic clock. Belongs to the source's context. */
final class HeldToken {
    /** The use before the last is the last that is spent: with its last, Vault would revoke the token and its leases. */
    private static final long KEPT = 1;

    private final TokenGrant grant;
    private long from;
    private Duration life;
    private long used;

    /**
     * @param from monotonic nanoseconds before it was asked for
     */
    HeldToken(TokenGrant grant, long from) {
        this.grant = grant;
        this.from = from;
        this.life = grant.life();
    }

    Secret token() {
        return grant.token();
    }

    TokenGrant grant() {
        return grant;
    }

    /** How long it has been promised to live; zero for ever. */
    Duration life() {
        return life;
    }

    /** Vault has let it live on. */
    void renewed(Duration granted, long now) {
        from = now;
        life = granted;
    }

    boolean isAlive(long now) {
        return life.isZero() || left(now).compareTo(Duration.ZERO) > 0;
    }

    /** Whether one more request may be made with it. */
    boolean isUsable(long now) {
        return isAlive(now) && (grant.uses() == 0 || used < Math.max(1, grant.uses() - KEPT));
    }

    /** A request is made with it. */
    void used() {
        used++;
    }

    /** How long it still lives, if it ends at all. */
    Duration left(long now) {
        return life.minusNanos(now - from);
    }
}
