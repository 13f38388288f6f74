package dev.credence.gateway;

import dev.credence.config.ListenerConfig;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.util.concurrent.TimeUnit;

/** How a listener speaks HTTP: version 1 only, small heads, no idle connections for ever. */
final class ServerOptions {
    /** Session tokens and queries of every SDK fit many times over. */
    private static final int LONGEST_REQUEST_LINE = 4096;

    private static final int LONGEST_HEADERS = 8192;
    private static final int IDLE_SECONDS = 60;

    private ServerOptions() {}

    static HttpServerOptions of(ListenerConfig config) {
        HttpServerOptions options = new HttpServerOptions()
                .setHttp2ClearTextEnabled(false)
                .setUseAlpn(false)
                .setMaxInitialLineLength(LONGEST_REQUEST_LINE)
                .setMaxHeaderSize(LONGEST_HEADERS)
                .setIdleTimeout(IDLE_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setTcpNoDelay(true);
        config.tls().ifPresent(tls -> options.setSsl(true)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .setCertPath(tls.certificate().toString())
                        .setKeyPath(tls.key().toString())));
        return options;
    }
}
