package dev.credence.caller.docker;

import dev.credence.config.DockerConfig;
import dev.credence.config.VaultTls;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Connections to one engine: its socket or its address, TLS, bounds. Belongs to the context that created it. */
final class EngineHttp {
    private static final int CONNECTIONS = 16;

    private static final int CONNECT_MILLIS = 2000;

    /** Kept in a field: a client that becomes unreachable is closed by its cleaner. */
    private final HttpClient client;

    private final URI address;
    private final Optional<String> serverName;

    EngineHttp(Vertx vertx, DockerConfig config) {
        this.address = config.address();
        this.serverName = config.tls().flatMap(VaultTls::serverName);
        // A connection for each call: one that was kept would fail the first call after the engine was started anew,
        // and
        // hide from it that nobody listens any more. To a socket of this machine it costs next to nothing.
        this.client = vertx.createHttpClient(
                options(config).setKeepAlive(false), new PoolOptions().setHttp1MaxSize(CONNECTIONS));
    }

    /** A request on a connection of its own, not sent yet; fails if there is no connection. */
    Future<HttpClientRequest> get(String target) {
        return client.request(request(target));
    }

    /** One answer in whole. */
    Future<EngineAnswer> get(String target, Duration limit) {
        return new EngineCall(get(target), limit).whole();
    }

    /** Calls that are under way fail. */
    void close() {
        client.close();
    }

    private RequestOptions request(String target) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setURI(target)
                .putHeader("User-Agent", "credence")
                .putHeader("Accept", "application/json");
        if (address.getScheme().equals("unix")) {
            return options.setServer(SocketAddress.domainSocketAddress(address.getPath()))
                    .setHost("localhost")
                    .setPort(80);
        }
        String host = address.getHost().replaceAll("[\\[\\]]", "");
        return options.setServer(SocketAddress.inetSocketAddress(address.getPort(), host))
                .setHost(serverName.orElse(host))
                .setPort(address.getPort())
                .setSsl(address.getScheme().equals("https"));
    }

    private static HttpClientOptions options(DockerConfig config) {
        HttpClientOptions options =
                new HttpClientOptions().setConnectTimeout(CONNECT_MILLIS).setTcpKeepAlive(true);
        config.tls().ifPresent(tls -> {
            options.setTrustAll(tls.skipVerify()).setVerifyHost(!tls.skipVerify());
            options.setForceSni(tls.serverName().isPresent());
            tls.caCertificate()
                    .ifPresent(file -> options.setTrustOptions(new PemTrustOptions().addCertPath(file.toString())));
            if (tls.certificate().isPresent() && tls.key().isPresent()) {
                options.setKeyCertOptions(new PemKeyCertOptions()
                        .addCertPath(tls.certificate().get().toString())
                        .addKeyPath(tls.key().get().toString()));
            }
        });
        return options;
    }
}
