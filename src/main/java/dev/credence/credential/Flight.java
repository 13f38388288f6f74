package dev.credence.credential;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One call to a back end and those who wait for it. Each waiter leaves at its own deadline; the call goes on without
 * them, and its result serves their next request.
 *
 * <p>All waiters wait equally long, so their deadlines are in the order in which they came and one timer is enough.
 */
final class Flight {
    private static final Outcome.Failure TOO_SLOW =
            new Outcome.Unavailable("backend.slow", "the back end has not answered yet, ask again");

    private final TimeSource time;
    private final Scheduler scheduler;
    private final String request;
    private final long startedNanos;
    private final Deque<Waiter> waiters = new ArrayDeque<>();
    private final List<Promise<Answer>> patient = new ArrayList<>();
    private Scheduler.@Nullable Timer timer;
    private @Nullable Answer landed;
    private boolean overtaken;

    private record Waiter(Promise<Answer> promise, long deadlineNanos) {}

    /**
     * @param request id of the request that began it; empty text if none did
     */
    Flight(TimeSource time, Scheduler scheduler, String request) {
        this.request = request;
        this.time = time;
        this.scheduler = scheduler;
        this.startedNanos = time.nanoTime();
    }

    Duration age() {
        return Duration.ofNanos(time.nanoTime() - startedNanos);
    }

    /** The call as it is told of when it ends now. */
    BackEndCall asCall() {
        return new BackEndCall(age(), request);
    }

    /** True once those who waited have been answered by a call beside this one. */
    boolean wasOvertaken() {
        return overtaken;
    }

    /** Waits for the call, {@code patience} at most; not at all if it has ended already. */
    Future<Answer> join(Duration patience) {
        if (landed != null) {
            return Future.succeededFuture(landed);
        }
        Promise<Answer> promise = Promise.promise();
        waiters.add(new Waiter(promise, time.nanoTime() + patience.toNanos()));
        if (timer == null) {
            timer = scheduler.after(patience, this::dismissLate);
        }
        return promise.future();
    }

    /** Waits for the call however long it takes. */
    Future<Answer> join() {
        if (landed != null) {
            return Future.succeededFuture(landed);
        }
        Promise<Answer> promise = Promise.promise();
        patient.add(promise);
        return promise.future();
    }

    /** The call has ended: everyone who still waits gets {@code answer}. */
    void land(Answer answer) {
        landed = answer;
        answerAll(answer);
    }

    /** A call beside this one was first: everyone who waits gets its answer, while this one goes on. */
    void overtake(Answer answer) {
        overtaken = true;
        answerAll(answer);
    }

    private void answerAll(Answer answer) {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        for (Waiter waiter = waiters.poll(); waiter != null; waiter = waiters.poll()) {
            waiter.promise.complete(answer);
        }
        patient.forEach(promise -> promise.complete(answer));
        patient.clear();
    }

    private void dismissLate() {
        timer = null;
        long now = time.nanoTime();
        Waiter first = waiters.peek();
        while (first != null && now - first.deadlineNanos >= 0) {
            waiters.remove();
            first.promise.complete(new Answer.Refused(TOO_SLOW));
            first = waiters.peek();
        }
        if (first != null) {
            timer = scheduler.after(Duration.ofNanos(first.deadlineNanos - now), this::dismissLate);
        }
    }
}
