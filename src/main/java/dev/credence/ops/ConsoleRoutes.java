package dev.credence.ops;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The page for operators, its files, and what tells it of changes. Belongs to the ops listener's context. */
final class ConsoleRoutes {
    private static final String FOLDER = "/console/";
    /** Nothing but our own files, and no way out: names from outside are shown, so what they hold must never run. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
            + "img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final Vertx vertx;
    private final ConsoleFeed feed;
    private @Nullable Future<ConsoleAssets> assets;

    ConsoleRoutes(Vertx vertx, ConsoleFeed feed) {
        this.vertx = vertx;
        this.feed = feed;
    }

    void addTo(Router router) {
        // Relative, so that it holds behind a proxy that adds a prefix.
        OpsRoutes.read(router, "/").handler(routing -> redirect(routing, "console/"));
        OpsRoutes.read(router, FOLDER + "*").handler(this::asset);
        router.get("/events").handler(this::events);
    }

    private void asset(RoutingContext routing) {
        String path = routing.request().path();
        if (path.length() < FOLDER.length()) {
            redirect(routing, "console/");
            return;
        }
        String name = path.equals(FOLDER) ? ConsoleAssets.INDEX : path.substring(FOLDER.length());
        loaded().onSuccess(all -> all.find(name).ifPresentOrElse(asset -> send(routing, asset), routing::next))
                .onFailure(routing::fail);
    }

    /** From the jar, when the first page is opened: a gateway that nobody looks at need not keep them. */
    private Future<ConsoleAssets> loaded() {
        Future<ConsoleAssets> known = assets;
        if (known == null || known.failed()) {
            known = vertx.executeBlocking(ConsoleAssets::load, false);
            assets = known;
        }
        return known;
    }

    private static void send(RoutingContext routing, ConsoleAssets.Asset asset) {
        HttpServerResponse response = routing.response();
        MultiMap headers = response.headers();
        headers.set("Content-Security-Policy", POLICY);
        headers.set("X-Frame-Options", "DENY");
        headers.set("Cross-Origin-Opener-Policy", "same-origin");
        headers.set(HttpHeaders.ETAG, asset.tag());
        // Kept, but asked for again each time: a newer gateway has newer files under the same names.
        headers.set(HttpHeaders.CACHE_CONTROL, "no-cache");
        if (isKnown(asset.tag(), routing.request().getHeader(HttpHeaders.IF_NONE_MATCH))) {
            response.setStatusCode(304).end();
        } else {
            headers.set(HttpHeaders.CONTENT_TYPE, asset.type());
            response.end(asset.content());
        }
    }

    /** Proxies that compress make the tag a weak one, and some send several. */
    private static boolean isKnown(String tag, @Nullable String known) {
        return known != null
                && Stream.of(known.split(","))
                        .map(String::strip)
                        .anyMatch(one -> one.equals("*") || one.equals(tag) || one.equals("W/" + tag));
    }

    private static void redirect(RoutingContext routing, String where) {
        routing.response()
                .setStatusCode(302)
                .putHeader(HttpHeaders.LOCATION, where)
                .end();
    }

    private void events(RoutingContext routing) {
        HttpServerResponse response = routing.response();
        EventStream stream = new EventStream(new Reader(response));
        if (!feed.open(stream)) {
            response.setStatusCode(503)
                    .putHeader("Retry-After", "10")
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .end(new JsonObject()
                            .put("error", "too many consoles are open, " + ConsoleFeed.MOST + " at most")
                            .toBuffer());
            return;
        }
        response.setChunked(true)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
                // For proxies that would collect an answer before they hand it on.
                .putHeader("X-Accel-Buffering", "no")
                .closeHandler(closed -> feed.forget(stream))
                .exceptionHandler(broken -> feed.forget(stream));
        response.writeHead();
    }

    /** The browser at the other end. */
    private record Reader(HttpServerResponse response) implements EventStream.Client {
        @Override
        public boolean isFull() {
            return response.writeQueueFull();
        }

        @Override
        public void write(String text) {
            // A write that fails is followed by the end of the connection, which is heard of.
            response.write(text);
        }

        @Override
        public void end() {
            if (response.writeQueueFull()) {
                // An orderly end would wait behind what is not read.
                response.reset();
            } else {
                response.end();
            }
        }
    }
}
