package dev.credence.provider.gcp;

import dev.credence.provider.Exchange;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A request that is answered when its content is no longer what it was. Belongs to the event loop of its connection, but
 * for {@link #wake}.
 */
final class Waiter {
    private static final long FOREVER = -1;

    private final Waiters waiters;
    private final Exchange exchange;
    private final String seen;
    private final Context context = Vertx.currentContext();
    private final AtomicBoolean woken = new AtomicBoolean();
    private long timer = FOREVER;
    private boolean over;

    /**
     * @param seen the ETag of the content that the client has
     */
    Waiter(Waiters waiters, Exchange exchange, String seen) {
        this.waiters = waiters;
        this.exchange = exchange;
        this.seen = seen;
    }

    /**
     * Begins to wait; to be called on the connection's event loop.
     *
     * @param timeoutMillis after which the content is given as it is; negative for never
     */
    void start(long timeoutMillis) {
        waiters.add(this);
        exchange.whenGone(this::end);
        if (timeoutMillis >= 0) {
            timer = context.owner().setTimer(Math.max(1, timeoutMillis), due -> giveUp());
        }
        // What changed before it was counted among those who wait would be missed.
        judge();
    }

    /** Something may have changed. Any thread; however often before it is judged, it is judged once. */
    void wake() {
        if (woken.compareAndSet(false, true)) {
            context.runOnContext(woke -> {
                woken.set(false);
                judge();
            });
        }
    }

    private void judge() {
        GcpProvider provider = waiters.judgeNow();
        if (over || provider == null) {
            return;
        }
        boolean stopping = waiters.isStopping();
        Exchange now = exchange.renewed(provider.callers());
        String etag = provider.etag(now);
        if (etag != null && (stopping || !etag.equals(seen))) {
            end();
            provider.serve(now);
        } else if (stopping) {
            end();
            provider.sendAway(now);
        }
    }

    private void giveUp() {
        GcpProvider provider = waiters.judgeNow();
        if (over || provider == null) {
            return;
        }
        end();
        provider.serve(exchange.renewed(provider.callers()));
    }

    private void end() {
        over = true;
        waiters.remove(this);
        if (timer != FOREVER) {
            context.owner().cancelTimer(timer);
        }
    }
}
