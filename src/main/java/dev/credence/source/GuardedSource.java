package dev.credence.source;

import dev.credence.config.BreakerConfig;
import dev.credence.credential.BackendStatus;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.IssuedCredential;
import dev.credence.credential.Outcome;
import dev.credence.credential.TimeSource;
import dev.credence.telemetry.UpstreamMeters;
import io.vertx.circuitbreaker.CircuitBreaker;
import io.vertx.circuitbreaker.CircuitBreakerOptions;
import io.vertx.circuitbreaker.OpenCircuitException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Leaves a back end alone while it is down: after a number of failures calls are refused at once, and now and then one
 * is let through to see.
 *
 * <p>Callers who have nothing need not wait for that: {@link EarlyProbes} says when one of them is let through before.
 *
 * <p>Only {@link Outcome.Unavailable} and {@link Outcome.Throttled} are failures; a refusal is an answer, so a role that
 * does not exist never keeps others from theirs. Any answer clears the count. Belongs to the context that created it,
 * except {@link #status()}.
 *
 * <p>The breaker of Vert.x judges a call by the state at its <em>end</em>: a success that began long before the breaker
 * opened would close it while it is half open, and a late failure would open it again, though neither says how the
 * back end is now. So each opening starts a new generation, and a call of an older one answers its caller only; what
 * the breaker waits for is then never completed. Nothing is kept for it, because the breaker's own timeout is off. It
 * cannot be closed while it is open either; when an early probe is answered, a new one takes its place.
 */
public final class GuardedSource implements CredentialSource {
    /** The code of the refusals while the breaker is open. */
    public static final String CIRCUIT_OPEN = "backend.circuit_open";

    private static final Logger LOG = LoggerFactory.getLogger(GuardedSource.class);
    private static final String CLOSED = "closed";
    private static final String HALF_OPEN = "half_open";
    private static final String OPEN = "open";
    /** The window is counted in whole seconds and would hold nothing at all below one. */
    private static final Duration SHORTEST_WINDOW = Duration.ofSeconds(1);

    private final CredentialSource source;
    private final String backend;
    private final Duration bound;
    private final Predicate<Outcome.Failure> ownTrouble;
    private final UpstreamMeters meters;
    private final Vertx vertx;
    private final Context context;
    private final CircuitBreakerOptions options;
    private final EarlyProbes probes;
    private CircuitBreaker breaker;
    private volatile String state = CLOSED;
    private int generation;

    private GuardedSource(
            Vertx vertx,
            CredentialSource source,
            BreakerConfig config,
            Duration bound,
            Predicate<Outcome.Failure> ownTrouble,
            TimeSource time,
            UpstreamMeters meters) {
        this.source = source;
        this.backend = source.status().name();
        this.bound = bound;
        this.ownTrouble = ownTrouble;
        this.meters = meters;
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.options = options(config);
        this.probes = new EarlyProbes(time);
        this.breaker = CircuitBreaker.create(backend, vertx, options);
    }

    /**
     * Guards a source.
     *
     * @param bound longer than the source takes; a call that exceeds it has failed, so that a probe always ends
     * @param ownTrouble failures that arise on this side and say nothing about the back end: they are not counted
     * @param time that early probes are counted by; the breaker's own timers are the machine's
     */
    public static GuardedSource around(
            Vertx vertx,
            CredentialSource source,
            BreakerConfig config,
            Duration bound,
            Predicate<Outcome.Failure> ownTrouble,
            TimeSource time,
            UpstreamMeters meters) {
        GuardedSource guarded = new GuardedSource(vertx, source, config, bound, ownTrouble, time, meters);
        meters.breakerState(guarded.backend, CLOSED);
        guarded.watch(guarded.breaker);
        return guarded;
    }

    @Override
    public Future<Outcome> issue(CredentialKey key) {
        return guarded(() -> source.issue(key));
    }

    @Override
    public Future<Outcome> replace(IssuedCredential held) {
        return guarded(() -> source.replace(held));
    }

    @Override
    public Future<Outcome> renew(IssuedCredential held, String lease) {
        return guarded(() -> source.renew(held, lease));
    }

    private Future<Outcome> guarded(Supplier<Future<Outcome>> request) {
        Promise<Outcome> answer = Promise.promise();
        breaker.<Outcome>execute(() -> call(request, answer)).onComplete(done -> {
            if (done.succeeded()) {
                answer.tryComplete(done.result());
            } else if (done.cause() instanceof Counted counted) {
                answer.tryComplete(counted.failure);
            } else if (done.cause() instanceof OpenCircuitException) {
                answer.tryComplete(refusal());
            } else {
                answer.tryComplete(unexpected(done.cause()));
            }
        });
        return answer.future();
    }

    @Override
    public Future<Outcome> issueUrgently(CredentialKey key) {
        if (state.equals(CLOSED) || !probes.mayBegin()) {
            return guarded(() -> source.issueUrgently(key));
        }
        CircuitBreaker opened = breaker;
        int probe = probes.begin();
        return bounded(() -> source.issueUrgently(key)).onSuccess(outcome -> {
            probes.ended(probe);
            if (isFailure(outcome)) {
                noted(outcome);
            } else if (opened.equals(breaker) && !state.equals(CLOSED)) {
                replaceBreaker();
            }
        });
    }

    /** Whatever the breaker thinks: what is not taken back now lives on until its end. */
    @Override
    public Future<Void> release(CredentialKey key, String lease) {
        return source.release(key, lease);
    }

    @Override
    public Future<Void> leave(CredentialKey key, String lease, Instant until) {
        return source.leave(key, lease, until);
    }

    @Override
    public BackendStatus status() {
        BackendStatus inner = source.status();
        return new BackendStatus(inner.name(), state, inner.lastError(), inner.lastErrorAt(), inner.tokenExpires())
                .takenOver(inner.leasesTakenOver());
    }

    @Override
    public Future<Void> close() {
        breaker.close();
        return source.close();
    }

    /** The call and what the breaker shall think of it. */
    private Future<Outcome> call(Supplier<Future<Outcome>> request, Promise<Outcome> answer) {
        int startedIn = generation;
        boolean probe = state.equals(HALF_OPEN);
        Promise<Outcome> verdict = Promise.promise();
        bounded(request).onSuccess(outcome -> {
            boolean own = outcome instanceof Outcome.Failure failure && ownTrouble.test(failure);
            if (startedIn != generation || (own && !probe)) {
                answer.tryComplete(outcome);
            } else if (isFailure(outcome)) {
                noted(outcome);
                verdict.fail(new Counted((Outcome.Failure) outcome));
            } else {
                verdict.complete(outcome);
            }
        });
        return verdict.future();
    }

    private Future<Outcome> bounded(Supplier<Future<Outcome>> request) {
        return request.get().timeout(bound.toMillis(), TimeUnit.MILLISECONDS).otherwise(this::unexpected);
    }

    private void replaceBreaker() {
        CircuitBreaker closed = CircuitBreaker.create(backend, vertx, options);
        breaker.close();
        breaker = closed;
        generation++;
        watch(closed);
        enter(closed, CLOSED);
    }

    /** The handlers run inside the breaker's monitor: they note and leave. */
    private void watch(CircuitBreaker watched) {
        watched.openHandler(opened -> enter(watched, OPEN));
        watched.halfOpenHandler(halfOpened -> enter(watched, HALF_OPEN));
        watched.closeHandler(closed -> enter(watched, CLOSED));
    }

    private static boolean isFailure(Outcome outcome) {
        return outcome instanceof Outcome.Unavailable || outcome instanceof Outcome.Throttled;
    }

    private void noted(Outcome outcome) {
        if (outcome instanceof Outcome.Throttled throttled && !ownTrouble.test(throttled)) {
            probes.throttled(throttled.retryAfter());
        }
    }

    private Outcome refusal() {
        String last =
                source.status().lastError().map(error -> "; last: " + error).orElse("");
        return new Outcome.Unavailable(
                CIRCUIT_OPEN, "back end " + backend + " failed repeatedly and is left alone for a while" + last);
    }

    private Outcome unexpected(Throwable cause) {
        return new Outcome.Unavailable(
                "backend.timeout",
                "back end " + backend + " gave no answer: " + cause.getClass().getSimpleName());
    }

    private void enter(CircuitBreaker changed, String next) {
        if (!changed.equals(breaker)) {
            return;
        }
        String previous = state;
        state = next;
        if (next.equals(OPEN)) {
            generation++;
            probes.opened();
        }
        meters.breakerState(backend, next);
        context.runOnContext(later -> LOG.atLevel(next.equals(OPEN) ? Level.WARN : Level.INFO)
                .addKeyValue("backend", backend)
                .addKeyValue("from", previous)
                .addKeyValue("to", next)
                .log("circuit breaker changed its state"));
    }

    private static CircuitBreakerOptions options(BreakerConfig config) {
        Duration window = config.window().compareTo(SHORTEST_WINDOW) < 0 ? SHORTEST_WINDOW : config.window();
        return new CircuitBreakerOptions()
                .setTimeout(-1)
                .setMaxRetries(0)
                .setMaxFailures(config.failures())
                .setFailuresRollingWindow(window.toMillis())
                .setResetTimeout(Math.max(1, config.reset().toMillis()));
    }

    /** Tells the breaker that a call counts as a failure; made often, so without a stack. */
    private static final class Counted extends Exception {
        private static final long serialVersionUID = 1;
        private final transient Outcome.Failure failure;

        private Counted(Outcome.Failure failure) {
            super(failure.code(), null, false, false);
            this.failure = failure;
        }
    }
}
