package dev.credence.source.vault;

import dev.credence.credential.Clockwork;
import dev.credence.credential.Outcome;
import dev.credence.credential.Scheduler;
import dev.credence.telemetry.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that leases hang on, and what becomes of them: Vault revokes the leases of a token with it.
 *
 * <p>Vault answers 403 for a token that has ended and for one that lacks a permission, and most versions do not say which.
 * So a token that was refused is looked up; one that could look itself up before and cannot any more has ended. Where that
 * was never seen, its leases are doubtful until one of them is found to be gone. Besides, those tokens are looked up now
 * and then, because nothing else may call Vault for weeks. Belongs to the source's context.
 */
final class LeaseTokens implements TokenWatcher {
    /** Between two looks at a token while nothing has happened; by chance a little less, since a fleet starts together. */
    static final Duration PERIOD = Duration.ofMinutes(5);
    /** After the first lease of all: to see soon whether tokens can be looked up here. */
    static final Duration FIRST = Duration.ofSeconds(20);
    /** However often a token is refused, it is looked at once in that time. */
    private static final Duration REST = Duration.ofSeconds(10);
    /** Tokens follow each other faster than they end only where they are of limited use. */
    private static final int MOST = 64;

    private final LeaseLedger ledger;
    private final VaultLogin login;
    private final TokenSelf self;
    private final Clockwork clockwork;
    private final Fate fate;
    private final Map<Secret, Instant> ends = new LinkedHashMap<>();
    private final Map<Secret, Instant> dead = new LinkedHashMap<>();
    /** Those that could look themselves up. */
    private final Set<Secret> proven = new HashSet<>();
    /** Those that could not, and when that was last told. */
    private final Map<Secret, Long> suspects = new HashMap<>();
    /** Those that were just looked at, and whether they are to be looked at again. */
    private final Map<Secret, Boolean> resting = new HashMap<>();

    private Scheduler.@Nullable Timer timer;
    private boolean closed;

    /** What that means for the leases of a token. */
    interface Fate {
        /** None of them is left. */
        void ended(Secret token);

        /** None of them may be left. */
        void doubted(Secret token);

        /** All of them end then, if not before. */
        void endsAt(Secret token, Instant end);
    }

    LeaseTokens(LeaseLedger ledger, VaultLogin login, TokenSelf self, Clockwork clockwork, Fate fate) {
        this.ledger = ledger;
        this.login = login;
        this.self = self;
        this.clockwork = clockwork;
        this.fate = fate;
    }

    /** When that token ends whatever is done, if it does. */
    Optional<Instant> end(Secret token) {
        return Optional.ofNullable(ends.get(token));
    }

    /** Whether only its leases can tell if it is alive. */
    boolean isSuspect(Secret token) {
        return suspects.containsKey(token);
    }

    boolean hasEnded(Secret token) {
        return dead.containsKey(token);
    }

    /** Something was issued to a token. */
    void leased() {
        if (timer == null) {
            lookIn(FIRST);
        }
    }

    /** A lease of that token is gone, and nobody here has given it back. */
    void lost(Secret token) {
        if (suspects.containsKey(token)) {
            ended(token);
        } else {
            look(token);
        }
    }

    @Override
    public void endsAt(Secret token, Instant end) {
        if (!closed) {
            remember(ends, token, end);
            fate.endsAt(token, end);
        }
    }

    @Override
    public void ended(Secret token) {
        if (!closed && !dead.containsKey(token)) {
            remember(dead, token, clockwork.time().instant());
            fate.ended(token);
        }
    }

    @Override
    public void refused(Secret token, Outcome.Failure said) {
        if (VaultErrors.saysThatTokenEnded(said)) {
            ended(token);
        } else {
            look(token);
        }
    }

    void close() {
        closed = true;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void lookIn(Duration pause) {
        long millis = pause.toMillis();
        long wait = millis - clockwork.random().nextLong(millis / 4);
        timer = clockwork.scheduler().after(Duration.ofMillis(wait), this::lookAtAll);
    }

    private void lookAtAll() {
        timer = null;
        Set<Secret> tokens = ledger.tokens();
        proven.retainAll(tokens);
        suspects.keySet().retainAll(tokens);
        if (!closed && !tokens.isEmpty()) {
            tokens.stream().filter(token -> !suspects.containsKey(token)).forEach(this::look);
            lookIn(PERIOD);
        }
    }

    private void look(Secret token) {
        if (closed || ledger.of(token).isEmpty()) {
            return;
        }
        if (!login.mayBeLookedUp(token)) {
            suspect(token);
        } else if (resting.replace(token, true) == null) {
            resting.put(token, false);
            self.lookup(token).onSuccess(reply -> {
                rest(token);
                judge(token, reply);
            });
        }
    }

    private void rest(Secret token) {
        clockwork.scheduler().after(REST, () -> {
            if (Boolean.TRUE.equals(resting.remove(token))) {
                look(token);
            }
        });
    }

    private void judge(Secret token, VaultReply reply) {
        if (reply instanceof VaultReply.Ok) {
            proven.add(token);
            suspects.remove(token);
        } else if (reply instanceof VaultReply.Failed failed && failed.tokenRefused()) {
            if (proven.contains(token) || VaultErrors.saysThatTokenEnded(failed.failure())) {
                ended(token);
            } else {
                suspect(token);
            }
        }
    }

    private void suspect(Secret token) {
        long now = clockwork.time().nanoTime();
        Long last = suspects.get(token);
        if (!closed && (last == null || now - last >= PERIOD.toNanos())) {
            suspects.put(token, now);
            fate.doubted(token);
        }
    }

    private static void remember(Map<Secret, Instant> map, Secret token, Instant when) {
        map.remove(token);
        if (map.size() >= MOST) {
            map.remove(map.keySet().iterator().next());
        }
        map.put(token, when);
    }
}
