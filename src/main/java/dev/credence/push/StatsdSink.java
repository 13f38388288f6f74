package dev.credence.push;

import dev.credence.config.HostPort;
import dev.credence.config.StatsdConfig;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.datagram.DatagramSocket;
import io.vertx.core.datagram.DatagramSocketOptions;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends lines to a StatsD server over UDP. Nobody says whether they arrive; a name that cannot be looked up, or a network
 * that is not there, fails.
 */
final class StatsdSink implements Sink {
    private static final long PATIENCE_MILLIS = 1500;

    private final HostPort address;
    private final StatsdLines lines;
    private @Nullable DatagramSocket socket;

    /**
     * @param tags added to each line
     */
    StatsdSink(StatsdConfig config, Map<String, String> tags) {
        this.address = config.address();
        this.lines = new StatsdLines(StatsdForm.of(config.flavor(), tags));
    }

    @Override
    public String name() {
        return "statsd";
    }

    @Override
    public String address() {
        return address.toString();
    }

    @Override
    public List<Buffer> render(List<Measured> reading) {
        return StatsdPackets.of(lines.since(reading));
    }

    @Override
    public Future<Void> send(List<Buffer> messages) {
        DatagramSocket open = socket();
        Future<Void> sent = Future.succeededFuture();
        for (Buffer packet : messages) {
            sent = sent.compose(done -> open.send(packet, address.port(), address.host()));
        }
        return sent.timeout(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
                .recover(failure -> Future.failedFuture(new PushFailure(code(failure), words(failure))));
    }

    @Override
    public Future<Void> close() {
        return socket == null ? Future.succeededFuture() : socket.close().otherwiseEmpty();
    }

    /** Opened at the first push, on the context that pushes; its port is any. */
    private DatagramSocket socket() {
        if (socket == null) {
            Context here = Objects.requireNonNull(Vertx.currentContext(), "pushes come from a verticle");
            boolean isV6 = address.host().contains(":");
            socket = here.owner().createDatagramSocket(new DatagramSocketOptions().setIpV6(isV6));
        }
        return socket;
    }

    private static String code(Throwable failure) {
        return failure instanceof UnknownHostException ? "unknown_host" : "unreachable";
    }

    private static String words(Throwable failure) {
        String said = failure.getMessage();
        return said == null || said.isBlank() ? failure.getClass().getSimpleName() : said;
    }
}
