package dev.credence.source.vault;

import dev.credence.config.VaultConfig;
import dev.credence.config.VaultTls;
import dev.credence.telemetry.Secret;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Sends single HTTP requests to Vault: connections, TLS, headers and bounds, no judgement of the answer. */
final class VaultTransport {
    /** Far above any answer of Vault, far below what would hurt. */
    static final int LARGEST_BODY = 1 << 20;

    private static final int CONNECTIONS = 16;
    /** With every connection stuck, later requests fail at once instead of piling up. */
    private static final int WAITING = 256;

    /** Kept in a field: a client that becomes unreachable is closed by its cleaner. */
    private final WebClient client;

    private final Optional<String> serverName;

    VaultTransport(Vertx vertx, VaultConfig config) {
        this.client = WebClient.create(
                vertx,
                options(config),
                new PoolOptions().setHttp1MaxSize(CONNECTIONS).setMaxWaitQueueSize(WAITING));
        this.serverName = config.tls().serverName();
    }

    /**
     * One request and its answer.
     *
     * @param limit the most that it may take, from waiting for a connection to the last byte
     * @return fails if there was no complete answer
     */
    Future<HttpResponse<Buffer>> exchange(Hop hop, VaultRequest request, Secret token, Duration limit) {
        long millis = Math.max(1, limit.toMillis());
        try {
            HttpRequest<Buffer> http = prepare(hop, request, token).timeout(millis);
            Future<HttpResponse<Buffer>> answer = request.body().isPresent()
                    ? http.sendJsonObject(request.body().get())
                    : http.send();
            // The client's own timeout ends with the head of the answer.
            return answer.timeout(millis, TimeUnit.MILLISECONDS);
        } catch (RuntimeException notSendable) {
            return Future.failedFuture(notSendable);
        }
    }

    void close() {
        client.close();
    }

    private HttpRequest<Buffer> prepare(Hop hop, VaultRequest request, Secret token) {
        SocketAddress server = hop.socket().orElseGet(() -> SocketAddress.inetSocketAddress(hop.port(), hop.host()));
        // The host decides about SNI and about the name that the certificate must bear; the server is who is called.
        String host = hop.tls() ? serverName.orElse(hop.host()) : hop.host();
        HttpRequest<Buffer> http = client.request(request.method(), server, hop.port(), host, hop.target())
                .ssl(hop.tls())
                .as(new BoundedBody(LARGEST_BODY))
                .putHeader("X-Vault-Token", token.reveal())
                .putHeader("X-Vault-Request", "true")
                .putHeader(HttpHeaders.ACCEPT.toString(), "application/json");
        request.namespace()
                .filter(name -> !name.isEmpty())
                .ifPresent(name -> http.putHeader("X-Vault-Namespace", name + '/'));
        return http;
    }

    private static WebClientOptions options(VaultConfig config) {
        int millis = Math.toIntExact(Math.max(1, config.timeout().toMillis()));
        VaultTls tls = config.tls();
        WebClientOptions options = new WebClientOptions()
                .setFollowRedirects(false)
                .setUserAgent("credence")
                .setConnectTimeout(millis)
                // Frees the connection when an answer stops half-way; whoever waits for it has long been answered.
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout(Math.multiplyExact(2, millis))
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setSslHandshakeTimeout(millis)
                .setForceSni(tls.serverName().isPresent())
                .setTrustAll(tls.skipVerify())
                .setVerifyHost(!tls.skipVerify());
        tls.caCertificate()
                .ifPresent(file -> options.setTrustOptions(new PemTrustOptions().addCertPath(file.toString())));
        if (tls.certificate().isPresent() && tls.key().isPresent()) {
            options.setKeyCertOptions(new PemKeyCertOptions()
                    .addCertPath(tls.certificate().get().toString())
                    .addKeyPath(tls.key().get().toString()));
        }
        return options;
    }
}
