package dev.credence.credential;

import dev.credence.telemetry.Cloud;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Holds credentials: one call to a back end for each key however many callers wait, renewal ahead of the end, service
 * until the real end whatever the back end does.
 *
 * <p>A plain class without locks: every method, and the completion of every issuer's future, must run on one context.
 * Callers that are served from rendered documents never come here.
 */
public final class CredentialService {
    /** Owner of the keys that the gateway brings itself. */
    private static final String GATEWAY = "";

    private final RefreshPolicy policy;
    private final KeyTable table;
    private final Map<Cloud, Integer> variants;
    private final CallerLimiter misses;
    private final TimeSource time;
    private final Upkeep upkeep;
    /** Of the entry added last. */
    private long lastId;

    /**
     * @param issuers the back ends by name
     * @param limits of what callers may cause
     * @param observers told of everything that happens, in this order
     */
    public CredentialService(
            Map<String, CredentialIssuer> issuers,
            RefreshPolicy policy,
            KeyLimits limits,
            Clockwork clockwork,
            List<CredentialObserver> observers) {
        this.policy = policy;
        this.table = new KeyTable(limits.keys());
        this.variants = limits.variants();
        this.misses = new CallerLimiter(limits.missesPerSecond(), limits.missBurst());
        this.time = clockwork.time();
        this.upkeep = new Upkeep(issuers, policy, table, clockwork, observers);
    }

    /**
     * A valid credential for the key, from memory or from the back end.
     *
     * @param caller who asks; limits and places in the table are counted for each caller
     * @param request id of the request, for the lines that the log has about the call that it begins
     * @return completes within the policy's wait and never fails: the answer says why there is none
     */
    public Future<Answer> get(CredentialKey key, String caller, String request) {
        CredentialEntry known = table.find(key);
        if (known != null) {
            known.holding().touch(time.nanoTime());
            upkeep.releaseIfEnded(known);
            Optional<Answer> answer = answerFromMemory(known);
            if (answer.isPresent()) {
                return Future.succeededFuture(answer.get());
            }
            if (known.flight() != null) {
                return upkeep.join(known, request).join(policy.callerWait());
            }
        }
        Optional<Outcome.Failure> limit = limitFor(known, key, caller, request);
        if (limit.isPresent()) {
            return Future.succeededFuture(new Answer.Refused(limit.get()));
        }
        CredentialEntry entry = known != null ? known : add(key, caller);
        return upkeep.ask(entry, request).join(policy.callerWait());
    }

    /**
     * As {@link #get}, for a back end that makes another credential from this one: it waits for the end of the call, and
     * no limit of callers applies.
     */
    public Future<Answer> base(CredentialKey key) {
        CredentialEntry known = table.find(key);
        CredentialEntry entry = known != null ? known : add(key, GATEWAY);
        entry.holding().touch(time.nanoTime());
        upkeep.releaseIfEnded(entry);
        Optional<Answer> answer = answerFromMemory(entry);
        if (answer.isPresent()) {
            return Future.succeededFuture(answer.get());
        }
        return (entry.flight() != null ? upkeep.join(entry, Upkeep.NONE) : upkeep.ask(entry, Upkeep.NONE)).join();
    }

    /** Has a new credential issued for that key, because the one held was found not to work. */
    public void replace(CredentialKey key) {
        CredentialEntry known = table.find(key);
        if (known != null) {
            upkeep.replace(known);
        }
    }

    /**
     * As {@link LeaseListener#doubted}. What is held goes on being served until the back end has said more, and until there
     * is another one if it says that the lease has ended.
     */
    public void doubt(CredentialKey key, String lease, Duration within) {
        CredentialEntry known = table.find(key);
        if (known != null) {
            upkeep.doubt(known, lease, within);
        }
    }

    /** Makes {@code keys} the ones of that cloud that are fetched and kept without anyone asking. */
    public void prefetch(Cloud cloud, Set<CredentialKey> keys) {
        for (CredentialEntry entry : List.copyOf(table.entries())) {
            if (entry.key().cloud() == cloud && entry.isPrefetched() && !keys.contains(entry.key())) {
                entry.setPrefetched(false);
                upkeep.forget(entry, DropReason.REMOVED);
            }
        }
        for (CredentialKey key : keys) {
            CredentialEntry known = table.find(key);
            CredentialEntry entry = known != null ? known : add(key, GATEWAY);
            entry.setPrefetched(true);
            if (entry.held() == null && entry.flight() == null) {
                upkeep.askInBackground(entry);
            }
        }
    }

    /** Asks the back end anew for every key of that credential; returns how many there are. */
    public int refresh(String credential) {
        List<CredentialEntry> entries = entriesOf(credential);
        entries.stream().filter(entry -> entry.flight() == null).forEach(upkeep::askForNew);
        return entries.size();
    }

    /** Lets go of every key of that credential; the next caller fetches it. Returns how many there were. */
    public int drop(String credential) {
        List<CredentialEntry> entries = entriesOf(credential);
        entries.forEach(entry -> upkeep.forget(entry, DropReason.REQUESTED));
        return entries.size();
    }

    /** How every key is doing. */
    public List<CredentialStatus> status() {
        long wall = time.millis();
        long now = time.nanoTime();
        return table.entries().stream().map(entry -> entry.status(wall, now)).toList();
    }

    /** Number of keys in the table. */
    public int size() {
        return table.size();
    }

    /**
     * Ends all timers, answers all who wait and gives back leases; the service must not be used afterwards.
     *
     * @return completes when the back ends know; never fails
     */
    public Future<Void> close() {
        return close(false);
    }

    /**
     * As {@link #close()}, but another gateway has taken over: leases whose keys workloads hold are left to that one.
     */
    public Future<Void> handOver() {
        return close(true);
    }

    private Future<Void> close(boolean toSuccessor) {
        Answer closing = new Answer.Refused(new Outcome.Unavailable("gateway.closing", "the gateway is shutting down"));
        for (CredentialEntry entry : table.entries()) {
            Stream.of(entry.flight(), entry.overdue()).filter(Objects::nonNull).forEach(flight -> flight.land(closing));
        }
        return upkeep.close(toSuccessor);
    }

    private Optional<Answer> answerFromMemory(CredentialEntry entry) {
        IssuedCredential held = entry.held();
        if (held != null) {
            return Optional.of(new Answer.Found(held));
        }
        return entry.flight() != null
                ? Optional.empty()
                : entry.remembered(time.nanoTime()).map(Answer.Refused::new);
    }

    private Optional<Outcome.Failure> limitFor(
            @Nullable CredentialEntry known, CredentialKey key, String caller, String request) {
        if (!misses.permits(caller)) {
            return Optional.of(
                    refuse(key, caller, request, "limit.misses", "too many first requests, see limits.misses"));
        }
        if (known == null && !makeRoomAmongVariants(key, caller)) {
            return Optional.of(
                    refuse(key, caller, request, "limit.variants", "too many resources of one credential at once"));
        }
        if (known == null && table.isFull() && !makeRoom(caller)) {
            return Optional.of(refuse(key, caller, request, "limit.keys", "too many keys are held, see limits.keys"));
        }
        return Optional.empty();
    }

    private Outcome.Failure refuse(CredentialKey key, String caller, String request, String code, String message) {
        Outcome.Failure failure = new Outcome.Throttled(code, message, Duration.ofSeconds(1));
        upkeep.observe(observer -> observer.limited(key, caller, request, failure));
        return failure;
    }

    private boolean makeRoom(String caller) {
        Optional<CredentialEntry> victim = table.victimFor(caller, time.nanoTime());
        victim.ifPresent(entry -> upkeep.forget(entry, DropReason.EVICTED));
        return victim.isPresent();
    }

    private boolean makeRoomAmongVariants(CredentialKey key, String caller) {
        int most = variants.getOrDefault(key.cloud(), Integer.MAX_VALUE);
        List<CredentialEntry> own = table.variants(key, caller);
        if (own.size() < most) {
            return true;
        }
        Optional<CredentialEntry> leastUsed = own.stream()
                .filter(entry -> entry.flight() == null && !entry.isPrefetched())
                .max(Comparator.comparing(entry -> entry.sinceLastUse(time.nanoTime())));
        leastUsed.ifPresent(entry -> upkeep.forget(entry, DropReason.EVICTED));
        return leastUsed.isPresent();
    }

    private CredentialEntry add(CredentialKey key, String owner) {
        CredentialEntry entry = new CredentialEntry(++lastId, key, owner, time.nanoTime());
        table.add(entry);
        return entry;
    }

    private List<CredentialEntry> entriesOf(String credential) {
        return table.entries().stream()
                .filter(entry -> entry.key().credential().equals(credential))
                .toList();
    }
}
