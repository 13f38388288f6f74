package dev.credence.process;

import dev.credence.testing.RawHttp;
import dev.credence.testing.RawResponse;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Clients that ask for the same document again and again, without a second attempt: half of them on a connection that each
 * keeps until it is told to give it up, half on a new connection for each request.
 */
final class Traffic implements AutoCloseable {
    /** What has rested for longer no client trusts: it may be closed at any time. */
    private static final Duration TRUSTED = Duration.ofMillis(500);

    private final Function<RawHttp, RawResponse> ask;
    private final Supplier<RawHttp> connect;
    private final AtomicBoolean going = new AtomicBoolean(true);
    private final List<Thread> clients = new ArrayList<>();
    private final Map<Integer, AtomicInteger> statuses = new ConcurrentHashMap<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger refused = new AtomicInteger();

    private Traffic(Supplier<RawHttp> connect, Function<RawHttp, RawResponse> ask) {
        this.connect = connect;
        this.ask = ask;
    }

    /** Starts so many of each kind. */
    static Traffic start(int port, int clients, String path, String... headers) {
        return start(() -> RawHttp.connect(port), clients, path, headers);
    }

    /** The same with connections of another kind. */
    static Traffic start(Supplier<RawHttp> connect, int clients, String path, String... headers) {
        String request = RawHttp.request("GET", path, headers);
        Traffic traffic =
                new Traffic(connect, connection -> connection.send(request).read());
        for (int i = 0; i < clients; i++) {
            traffic.client("kept-" + i, traffic::keep);
            traffic.client("fresh-" + i, traffic::connectEachTime);
        }
        return traffic;
    }

    /** How many answers there were with that status so far. */
    int answered(int status) {
        AtomicInteger count = statuses.get(status);
        return count == null ? 0 : count.get();
    }

    /** All statuses so far. */
    Map<Integer, AtomicInteger> statuses() {
        return statuses;
    }

    /** Requests that were sent and not answered, and why. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    /** Connections that were refused, so that nothing was sent. */
    int refused() {
        return refused.get();
    }

    @Override
    public void close() {
        end();
    }

    /** Ends it; what is under way is waited for. */
    void end() {
        going.set(false);
        for (Thread client : clients) {
            try {
                client.join();
            } catch (InterruptedException ending) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(ending);
            }
        }
    }

    private void client(String name, Runnable run) {
        Thread thread = new Thread(run, name);
        clients.add(thread);
        thread.start();
    }

    private void connectEachTime() {
        while (going.get()) {
            attempt(() -> {
                try (RawHttp connection = connect.get()) {
                    ask(connection);
                }
            });
        }
    }

    private void keep() {
        while (going.get()) {
            attempt(() -> {
                try (RawHttp connection = connect.get()) {
                    long last = System.nanoTime();
                    boolean kept = true;
                    while (kept && going.get() && System.nanoTime() - last < TRUSTED.toNanos()) {
                        kept = !"close".equalsIgnoreCase(ask(connection).header("Connection"));
                        last = System.nanoTime();
                    }
                }
            });
        }
    }

    private RawResponse ask(RawHttp connection) {
        RawResponse answer = ask.apply(connection);
        statuses.computeIfAbsent(answer.status(), status -> new AtomicInteger()).incrementAndGet();
        return answer;
    }

    private void attempt(Runnable requests) {
        try {
            requests.run();
        } catch (UncheckedIOException failure) {
            if (failure.getCause() instanceof ConnectException) {
                refused.incrementAndGet();
            } else {
                failures.add(Thread.currentThread().getName() + ": " + failure.getCause());
            }
        } catch (RuntimeException | AssertionError failure) {
            failures.add(Thread.currentThread().getName() + ": " + failure);
        }
    }
}
