package dev.credence.testing;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A container engine on a Unix socket, or on a port of 127.0.0.1, that speaks Docker's API in the form of one of its
 * versions. Its containers have addresses of 127.0.0.0/8, which a test can connect from. What has happened is told as
 * events, at once or when the test says so. Any thread but an event loop.
 */
public final class FakeDocker implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final DockerForm form;
    private final Map<String, FakeContainer> containers = new ConcurrentSkipListMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Map<HttpServerResponse, Context> streams = new ConcurrentHashMap<>();
    private final Queue<JsonObject> untold = new ConcurrentLinkedQueue<>();
    private final Queue<Runnable> held = new ConcurrentLinkedQueue<>();
    private final @Nullable Path socket;
    private volatile List<String> subnets = List.of("127.0.0.0/24");
    private volatile boolean telling = true;
    private volatile boolean opening = true;
    private volatile String holding = "";
    private volatile @Nullable FakeReply broken;
    private @Nullable HttpServer server;
    private int port;

    private FakeDocker(DockerForm form, @Nullable Path socket) {
        this.form = form;
        this.socket = socket;
    }

    /** On that socket. */
    public static FakeDocker at(Path socket, DockerForm form) {
        return new FakeDocker(form, socket).start();
    }

    /** On a free port. */
    public static FakeDocker onPort(DockerForm form) {
        return new FakeDocker(form, null).start();
    }

    /** As it is written in a configuration. */
    public String address() {
        return socket == null ? "tcp://127.0.0.1:" + port : "unix://" + socket;
    }

    /** The engine begins to listen; its containers are as they were. */
    public FakeDocker start() {
        HttpServer listening = vertx.createHttpServer().requestHandler(this::handle);
        await(
                socket == null
                        ? listening.listen(port, "127.0.0.1")
                        : listening.listen(SocketAddress.domainSocketAddress(socket.toString())));
        port = socket == null ? listening.actualPort() : 0;
        server = listening;
        return this;
    }

    /** The engine ends: nobody listens, and its event streams end. Containers live on. */
    public FakeDocker stop() {
        HttpServer ending = server;
        if (ending != null) {
            await(ending.close());
            server = null;
        }
        streams.clear();
        try {
            if (socket != null) {
                Files.deleteIfExists(socket);
            }
        } catch (java.io.IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
        return this;
    }

    /** A container begins to run. */
    public FakeContainer run(FakeContainer container) {
        containers.put(container.id(), container);
        container.addresses().forEach(address -> tell(form.network("connect", container)));
        tell(form.container("start", container));
        return container;
    }

    /** A container ends, and its addresses are free. */
    public void kill(FakeContainer container) {
        containers.remove(container.id());
        tell(form.container("die", container));
        container.addresses().forEach(address -> tell(form.network("disconnect", container)));
        tell(form.container("destroy", container));
    }

    /** Something that happened, whether it did or not. */
    public void tell(JsonObject event) {
        untold.add(event);
        if (telling) {
            tellAll();
        }
    }

    /** What happens from now on is not told until {@link #catchUp}. */
    public FakeDocker lag() {
        telling = false;
        return this;
    }

    /** Tells what was not told. */
    public FakeDocker catchUp() {
        telling = true;
        tellAll();
        return this;
    }

    /** Ends the event streams, and gives no new ones until {@link #restore}. */
    public FakeDocker cut() {
        opening = false;
        List.copyOf(streams.keySet()).forEach(stream -> on(stream, open -> open.reset()));
        streams.clear();
        return this;
    }

    /** Gives event streams again. */
    public FakeDocker restore() {
        untold.clear();
        opening = true;
        return this;
    }

    /** Requests whose path contains that are recorded and not answered until {@link #release}. */
    public FakeDocker hold(String path) {
        holding = path;
        return this;
    }

    /** Answers what was held, as things are now. */
    public FakeDocker release() {
        holding = "";
        for (Runnable oldest = held.poll(); oldest != null; oldest = held.poll()) {
            oldest.run();
        }
        return this;
    }

    /** Every request but those for events is answered like that; null ends it. */
    public FakeDocker answer(@Nullable FakeReply reply) {
        broken = reply;
        return this;
    }

    /** The networks whose addresses containers have; the first address of each is the machine's. */
    public FakeDocker subnets(String... all) {
        subnets = List.of(all);
        return this;
    }

    /** How many requests so far had that in their path. */
    public long asked(String path) {
        return requests.stream().filter(request -> request.contains(path)).count();
    }

    /** Paths of all requests so far. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /** How many follow its events. */
    public int followers() {
        return streams.size();
    }

    @Override
    public void close() {
        await(vertx.close());
    }

    private void tellAll() {
        for (JsonObject event = untold.poll(); event != null; event = untold.poll()) {
            String line = event.encode() + "\n";
            streams.keySet().forEach(stream -> on(stream, open -> open.write(line)));
        }
    }

    private void on(HttpServerResponse stream, Consumer<HttpServerResponse> action) {
        Context context = streams.get(stream);
        if (context != null) {
            context.runOnContext(here -> {
                if (!stream.closed()) {
                    action.accept(stream);
                }
            });
        }
    }

    private void handle(HttpServerRequest request) {
        requests.add(request.uri());
        Context context = Vertx.currentContext();
        if (!holding.isEmpty() && request.path().contains(holding)) {
            held.add(() -> context.runOnContext(released -> answer(request)));
        } else {
            answer(request);
        }
    }

    private void answer(HttpServerRequest request) {
        FakeReply reply = broken;
        String path = request.path();
        if (reply != null && !path.endsWith("/events")) {
            reply.to(request);
            return;
        }
        String prefix = path.equals("/version") ? "" : path.replaceFirst("^(/v[0-9.]+)/.*", "$1");
        String rest = path.substring(prefix.length());
        if (!form.takes(prefix)) {
            json(request, 400, new JsonObject().put("message", "client version " + prefix + " is not supported"));
        } else if (rest.equals("/version")) {
            json(request, 200, form.version());
        } else if (rest.equals("/events")) {
            follow(request);
        } else if (rest.equals("/networks")) {
            JsonArray networks = new JsonArray();
            subnets.forEach(subnet -> networks.add(form.network(subnet)));
            request.response().end(networks.add(form.hostNetwork()).toBuffer());
        } else if (rest.equals("/containers/json")) {
            List<JsonObject> all = new ArrayList<>();
            containers.values().forEach(container -> all.add(form.listed(container)));
            request.response().end(new JsonArray(all).toBuffer());
        } else {
            FakeContainer container = containers.get(rest.replaceFirst("^/containers/(\\w+)/json$", "$1"));
            json(
                    request,
                    container == null ? 404 : 200,
                    container == null
                            ? new JsonObject().put("message", "No such container")
                            : form.described(container));
        }
    }

    private void follow(HttpServerRequest request) {
        if (!opening) {
            request.connection().close();
            return;
        }
        HttpServerResponse response = request.response().setChunked(true);
        response.closeHandler(closed -> streams.remove(response));
        streams.put(response, Vertx.currentContext());
        response.writeHead();
    }

    private static void json(HttpServerRequest request, int status, JsonObject body) {
        request.response().setStatusCode(status).end(body.toBuffer());
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (Exception failure) {
            throw new IllegalStateException("the engine does not do as it is told", failure);
        }
    }
}
