package dev.credence.testing;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;

/** Takes connections to a free port of 127.0.0.1 to another port, as a redirect in the kernel would. Any thread. */
public final class TcpForwarder implements AutoCloseable {
    private final NetClient client;
    private final NetServer server;
    private volatile int target;

    public TcpForwarder(Vertx vertx) {
        client = vertx.createNetClient();
        server = vertx.createNetServer().connectHandler(this::forward);
        Told.await(server.listen(0, "127.0.0.1"));
    }

    public String address() {
        return "http://127.0.0.1:" + server.actualPort();
    }

    /** To that port of 127.0.0.1 from now on. */
    public void to(int port) {
        target = port;
    }

    @Override
    public void close() {
        Told.await(server.close());
        Told.await(client.close());
    }

    private void forward(NetSocket from) {
        from.pause();
        client.connect(target, "127.0.0.1")
                .onSuccess(to -> {
                    from.pipeTo(to);
                    to.pipeTo(from);
                })
                .onFailure(refused -> from.close());
    }
}
