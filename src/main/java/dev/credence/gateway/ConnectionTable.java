package dev.credence.gateway;

import dev.credence.caller.CallerResolver;
import dev.credence.provider.Exchange;
import io.netty.util.NetUtil;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop: who is behind each, and which of them nobody uses. Belongs to that event loop.
 *
 * <p>The server's own idle timeout would also cut those who wait for metadata to change, which may take hours.
 */
final class ConnectionTable {
    /** Stands for a peer without an address: in no network that anyone configures. */
    private static final InetAddress NOWHERE = NetUtil.createInetAddressFromIpAddressString("0.0.0.0");

    private final IdentityHashMap<HttpConnection, Visit> visits = new IdentityHashMap<>();

    private static final class Visit {
        private Exchange.@Nullable Origin origin;
        private @Nullable HttpServerResponse last;
        private long since;

        private Visit(long since) {
            this.since = since;
        }
    }

    void add(HttpConnection connection, long nowNanos) {
        visits.put(connection, new Visit(nowNanos));
    }

    void remove(HttpConnection connection) {
        visits.remove(connection);
    }

    /** Who sent the request: found out once for each connection, and again when the configuration has changed. */
    Exchange.Origin origin(HttpServerRequest request, CallerResolver callers, long nowNanos) {
        HttpConnection connection = request.connection();
        Visit visit = visits.computeIfAbsent(connection, absent -> new Visit(nowNanos));
        visit.since = nowNanos;
        visit.last = request.response();
        Exchange.Origin known = visit.origin;
        if (known != null && known.resolver() == callers) {
            return known;
        }
        InetAddress address = addressOf(connection);
        Exchange.Origin origin = new Exchange.Origin(address, callers.byAddress(address), callers);
        visit.origin = origin;
        return origin;
    }

    /** Closes the connections on which nothing has been asked for so long, unless an answer is still owed. */
    void closeIdle(Duration idle, long nowNanos) {
        List<HttpConnection> unused = new ArrayList<>();
        visits.forEach((connection, visit) -> {
            boolean owed = visit.last != null && !visit.last.ended();
            if (!owed && nowNanos - visit.since >= idle.toNanos()) {
                unused.add(connection);
            }
        });
        unused.forEach(HttpConnection::close);
    }

    private static InetAddress addressOf(HttpConnection connection) {
        String literal = connection.remoteAddress().hostAddress();
        InetAddress address = literal == null ? null : NetUtil.createInetAddressFromIpAddressString(literal);
        return address == null ? NOWHERE : address;
    }
}
