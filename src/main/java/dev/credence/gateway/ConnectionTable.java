package dev.credence.gateway;

import dev.credence.caller.Caller;
import dev.credence.caller.CallerResolver;
import dev.credence.caller.Evidence;
import dev.credence.caller.Refusal;
import dev.credence.provider.Exchange;
import io.netty.util.NetUtil;
import io.vertx.core.Future;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop: who is behind each, and which of them nobody uses. Belongs to that event loop.
 *
 * <p>The server's own idle timeout would also cut those who wait for metadata to change, which may take hours.
 */
final class ConnectionTable {
    /** Stands for a peer without an address: in no network that anyone configures. */
    private static final InetAddress NOWHERE = NetUtil.createInetAddressFromIpAddressString("0.0.0.0");

    private static final CharSequence CONTAINER_ID = HttpHeaders.createOptimized("X-Container-Id");
    /** Whoever is refused for another reason may be known with the next request. */
    private static final Set<Refusal> NEVER_KNOWN = EnumSet.of(Refusal.NO_RULE, Refusal.CONTAINER_ENDED);

    private final Recognition recognition;
    private final IdentityHashMap<HttpConnection, Visit> visits = new IdentityHashMap<>();

    private static final class Visit {
        private Exchange.@Nullable Origin origin;
        private @Nullable CallerResolver resolver;
        /** A proxy that may say for whom it asks, by that resolver. */
        private boolean proxy;
        /** It was that of a container that has ended: nobody else can be at its other end. */
        private boolean ended;

        private @Nullable HttpServerResponse last;
        private long since;

        private Visit(long since) {
            this.since = since;
        }
    }

    ConnectionTable(Recognition recognition) {
        this.recognition = recognition;
    }

    void add(HttpConnection connection, long nowNanos) {
        visits.put(connection, new Visit(nowNanos));
    }

    boolean isEmpty() {
        return visits.isEmpty();
    }

    void remove(HttpConnection connection) {
        visits.remove(connection);
    }

    /**
     * Who sent the request: found out once for each connection, and again when the configuration has changed.
     *
     * @return null if that takes longer; {@link #find} tells then
     */
    Exchange.@Nullable Origin origin(HttpServerRequest request, CallerResolver callers, long nowNanos) {
        HttpConnection connection = request.connection();
        Visit visit = visits.computeIfAbsent(connection, absent -> new Visit(nowNanos));
        visit.since = nowNanos;
        visit.last = request.response();
        if (visit.resolver != callers) {
            InetAddress address = addressOf(connection);
            visit.resolver = callers;
            visit.proxy = callers.trusts(address);
            visit.origin = visit.ended ? ended(address, callers) : byAddress(address, callers);
        }
        if (visit.proxy && request.headers().contains(CONTAINER_ID)) {
            return null;
        }
        Exchange.Origin known = visit.origin;
        if (known != null && known.caller().isOver()) {
            visit.ended = true;
            known = ended(known.address(), callers);
            visit.origin = known;
        }
        return known;
    }

    /** The same for whom {@link #origin} does not know; completes on any context and never fails. */
    Future<Exchange.Origin> find(HttpServerRequest request, CallerResolver callers) {
        InetAddress address = addressOf(request.connection());
        List<String> ids = request.headers().getAll(CONTAINER_ID);
        Future<Caller> caller;
        if (ids.isEmpty() || !callers.trusts(address)) {
            caller = callers.find(address);
        } else {
            // Of two, one may be the workload's own.
            caller = callers.findForwarded(address, ids.size() == 1 ? ids.get(0) : "");
        }
        return caller.map(found -> new Exchange.Origin(address, found, callers));
    }

    /** Keeps with its connection who sent the request, if it will be the same with the next. */
    void found(HttpServerRequest request, Exchange.Origin origin) {
        Visit visit = visits.get(request.connection());
        Caller caller = origin.caller();
        boolean lasts = !(caller.evidence() instanceof Evidence.OfContainer of && of.forwarded())
                && caller.refusal().map(NEVER_KNOWN::contains).orElse(true);
        if (visit != null && visit.resolver == origin.resolver() && lasts && visit.origin == null) {
            visit.origin = origin;
        }
    }

    /** For a request that is turned away whoever sent it. */
    static Exchange.Origin undecided(HttpServerRequest request, CallerResolver callers) {
        InetAddress address = addressOf(request.connection());
        return new Exchange.Origin(address, Caller.stranger(address.getHostAddress(), Refusal.UNDECIDED), callers);
    }

    private Exchange.@Nullable Origin byAddress(InetAddress address, CallerResolver callers) {
        Caller caller = callers.byAddress(address);
        if (caller == null) {
            return null;
        }
        recognition.byAddress(caller);
        return new Exchange.Origin(address, caller, callers);
    }

    private Exchange.Origin ended(InetAddress address, CallerResolver callers) {
        Caller stranger = Caller.stranger(address.getHostAddress(), Refusal.CONTAINER_ENDED);
        recognition.ended(stranger);
        return new Exchange.Origin(address, stranger, callers);
    }

    /**
     * Closes the connections on which nothing has been asked for so long, unless an answer is still owed. Lets go of
     * what has been answered: headers of thousands of connections would fill the heap.
     */
    void closeIdle(Duration idle, long nowNanos) {
        List<HttpConnection> unused = new ArrayList<>();
        visits.forEach((connection, visit) -> {
            if (visit.last != null && visit.last.ended()) {
                visit.last = null;
            }
            if (visit.last == null && nowNanos - visit.since >= idle.toNanos()) {
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
