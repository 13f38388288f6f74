package dev.credence.credential;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** When something is to be done about an entry of its own accord. */
record DueTimes(RefreshPolicy policy, TimeSource time) {

    /** Until whatever comes first: renewal, its end, or the moment when it counts as idle. */
    Duration next(CredentialEntry entry) {
        long now = time.nanoTime();
        IssuedCredential held = entry.held();
        Duration untilIdle = entry.untilIdle(policy.idle(), now);
        Duration due = untilIdle;
        if (isKept(entry)) {
            due = shorter(entry.untilRenewal(now), neverIdle(entry) ? null : untilIdle);
        }
        return held == null ? due : shorter(due, Duration.between(time.instant(), held.expires()));
    }

    /** Whether nobody has needed it for long enough to let go of it. */
    boolean isIdle(CredentialEntry entry) {
        Duration untilIdle = entry.untilIdle(policy.idle(), time.nanoTime());
        return !neverIdle(entry) && (untilIdle.isZero() || untilIdle.isNegative());
    }

    /** Whether its back end is to be asked for it now. */
    boolean isRenewal(CredentialEntry entry) {
        return isKept(entry) && entry.untilRenewal(time.nanoTime()).isZero();
    }

    private static boolean isKept(CredentialEntry entry) {
        return entry.held() != null || entry.isPrefetched();
    }

    private static boolean neverIdle(CredentialEntry entry) {
        return entry.isPrefetched() && entry.held() == null;
    }

    private static Duration shorter(Duration one, @Nullable Duration other) {
        return other == null || one.compareTo(other) <= 0 ? one : other;
    }
}
