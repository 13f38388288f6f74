package dev.credence.gateway;

import dev.credence.config.ListenerConfig;
import dev.credence.config.ListenerTls;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;

/** How a listener speaks HTTP: version 1 only, small heads. */
final class ServerOptions {
    /** Far above what any SDK asks for, so that a resource or audience that is too long is refused by its cloud. */
    private static final int LONGEST_REQUEST_LINE = 16_384;

    private static final int LONGEST_HEADERS = 8192;

    private ServerOptions() {}

    static HttpServerOptions of(ListenerConfig config) {
        HttpServerOptions options = new HttpServerOptions()
                .setHttp2ClearTextEnabled(false)
                .setUseAlpn(false)
                .setMaxInitialLineLength(LONGEST_REQUEST_LINE)
                .setMaxHeaderSize(LONGEST_HEADERS)
                .setTcpNoDelay(true)
                // No listener speaks WebSocket: its handlers would look at every request, and be there for each
                // connection.
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                // All is written on the connection's own event loop. A queue for other threads has 5 KB for each
                // connection.
                .setStrictThreadMode(true);
        options.setReusePort(config.reusePort());
        config.tls().ifPresent(tls -> options.setSsl(true).setKeyCertOptions(pair(tls)));
        return options;
    }

    /** The same for a listener that shows another certificate from now on. */
    static ServerSSLOptions of(ListenerTls tls) {
        ServerSSLOptions options = new ServerSSLOptions();
        options.setKeyCertOptions(pair(tls));
        return options;
    }

    private static PemKeyCertOptions pair(ListenerTls tls) {
        return new PemKeyCertOptions()
                .setCertValue(Buffer.buffer(tls.chain()))
                .setKeyValue(Buffer.buffer(tls.secretKey().reveal()));
    }
}
