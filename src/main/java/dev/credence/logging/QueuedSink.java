package dev.credence.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import dev.credence.config.LogSink;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A sink with a bounded queue before it and a thread of its own behind that, so that whoever logs never waits: what does not
 * fit is let go and counted. A line that could not be written is tried again until it is written or the sink is closed.
 * One that can never be written is let go as well.
 *
 * <p>Not logback's asynchronous appender, which does not count what it lets go, and gives each line to its target once.
 */
final class QueuedSink {
    /** Lines. An outage of a log server may take this much memory, not more: some two megabytes. */
    static final int CAPACITY = 2048;

    private static final Duration RETRY = Duration.ofSeconds(1);
    /** How long a sink that was closed may go on, and what takes its place leaves the file or the port to it. */
    static final Duration SUCCESSION = Duration.ofSeconds(5);

    private final LogSink target;
    private final Encoder<ILoggingEvent> encoder;
    private final Outlet outlet;
    private final SinkReport report;
    private final Losses lost;
    private final BlockingQueue<Object> queue = new ArrayBlockingQueue<>(CAPACITY);
    private final CountDownLatch closing = new CountDownLatch(1);
    private final CountDownLatch hurried = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean reopen;
    private volatile boolean failing;
    /** Set from the first line that found no room until what was lost has been told. */
    private final AtomicBoolean crowded = new AtomicBoolean();

    /** True once nobody offers any more. */
    private volatile BooleanSupplier isLeft = () -> true;

    /**
     * @param lost counts lines that are let go
     * @param report is told of outages, on the sink's thread
     */
    QueuedSink(LogSink target, Encoder<ILoggingEvent> encoder, Outlet outlet, Losses lost, SinkReport report) {
        this.target = target;
        this.encoder = encoder;
        this.outlet = outlet;
        this.lost = lost;
        this.report = report;
    }

    /** Begins to write, when those before it have ended. */
    void start(List<QueuedSink> before) {
        Thread thread = new Thread(() -> run(before), "log " + target.label());
        thread.setDaemon(true);
        thread.start();
    }

    LogSink target() {
        return target;
    }

    /** Lines that wait. */
    int waiting() {
        return queue.size();
    }

    /** Lines let go since the process began. */
    long lost() {
        return lost.sum();
    }

    /** True while lines cannot be written, or not as fast as they come. */
    boolean isFailing() {
        return failing || crowded.get();
    }

    /** True once nothing will be written any more. */
    boolean hasEnded() {
        return ended.getCount() == 0;
    }

    /** Any thread; never waits. */
    void offer(ILoggingEvent event) {
        if (!queue.offer(event)) {
            lost.increment();
            if (crowded.compareAndSet(false, true) && !failing) {
                tellThatItIsFull();
            }
        }
    }

    /** The sink's own thread may hang in a write that does not return; and whoever logs is in the midst of logging. */
    private void tellThatItIsFull() {
        Thread teller = new Thread(() -> report.full(target), "log full");
        teller.setDaemon(true);
        teller.start();
    }

    /** The file may have been moved away. */
    void reopen() {
        reopen = true;
    }

    /**
     * Ends when everything is written that has been offered.
     *
     * @param left says when nobody offers any more
     */
    void close(BooleanSupplier left) {
        isLeft = left;
        closing.countDown();
        // Wakes it if it waits for a line; if there is no room it does not wait.
        queue.offer(closing);
    }

    /** Waits until it has ended; what cannot be written by then is lost. Blocks. */
    void await(Duration patience) throws InterruptedException {
        if (!ended.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            hurried.countDown();
            outlet.abort();
            // It counts what it still holds, which takes no time.
            ended.await(RETRY.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void run(List<QueuedSink> before) {
        try {
            for (QueuedSink one : before) {
                one.await(SUCCESSION);
            }
            for (Object next = next(); next != null; next = next()) {
                if (next instanceof ILoggingEvent event) {
                    deliver(event);
                    if (hurried.getCount() > 0) {
                        tellOfLosses(CAPACITY / 2);
                    }
                }
            }
            // What takes this one's place, if anything does, has other lines.
            tellOfLosses(CAPACITY);
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        } finally {
            outlet.close();
            ended.countDown();
        }
    }

    /** Waits for a line; null when there will be none any more. */
    private @Nullable Object next() throws InterruptedException {
        if (closing.getCount() > 0) {
            return queue.take();
        }
        // Read first: who has offered before it turned true is in the queue.
        boolean left = isLeft.getAsBoolean();
        Object next = queue.poll();
        while (next == null && !left) {
            left = isLeft.getAsBoolean();
            next = queue.poll(1, TimeUnit.MILLISECONDS);
        }
        return next;
    }

    private void deliver(ILoggingEvent event) throws InterruptedException {
        byte[] line;
        try {
            line = encoder.encode(event);
        } catch (RuntimeException unwritable) {
            lost.increment();
            return;
        }
        while (hurried.getCount() == 0 || !write(line)) {
            if (hurried.await(pause(), TimeUnit.MILLISECONDS)) {
                lost.increment();
                return;
            }
        }
    }

    private static long pause() {
        return RETRY.toMillis();
    }

    private boolean write(byte[] line) {
        try {
            if (reopen) {
                reopen = false;
                outlet.reopen();
            }
            outlet.write(line);
            if (failing) {
                failing = false;
                report.works(target);
            }
            return true;
        } catch (RuntimeException unwritable) {
            // It would be the same the next time, and all that come after it would wait behind it.
            lost.increment();
            return true;
        } catch (IOException failure) {
            // That a write was ended by us is no news.
            if (!failing && hurried.getCount() > 0) {
                failing = true;
                report.fails(target, failure);
            }
            return false;
        }
    }

    /** Once no more than that wait, so that this line finds room among them. */
    private void tellOfLosses(int waiting) {
        if (queue.size() > waiting) {
            return;
        }
        crowded.set(false);
        long untold = lost.untold();
        if (untold > 0) {
            report.lost(target, untold);
        }
    }
}
