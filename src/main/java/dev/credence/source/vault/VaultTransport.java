package dev.credence.source.vault;

import dev.credence.config.VaultConfig;
import dev.credence.config.VaultTls;
import dev.credence.source.UpstreamHttp;
import dev.credence.telemetry.Secret;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClientOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Sends single HTTP requests to Vault: connections, TLS, headers and bounds, no judgement of the answer. */
final class VaultTransport {
    private final UpstreamHttp http;
    private final VaultTls tls;
    private final Duration timeout;

    VaultTransport(Vertx vertx, VaultConfig config) {
        this.http = new UpstreamHttp(vertx, options(config));
        this.tls = config.tls();
        this.timeout = config.timeout();
    }

    /**
     * One request and its answer.
     *
     * @param limit the most that it may take, from waiting for a connection to the last byte
     * @return fails if there was no complete answer
     */
    Future<HttpResponse<Buffer>> exchange(Hop hop, VaultRequest request, Secret token, Duration limit) {
        return http.exchange(prepare(hop, request, token), request.body().map(JsonObject::toBuffer), limit);
    }

    /** New connections trust these and show that. Whether the server's name is checked does not change. */
    void use(Optional<PemTrustOptions> trust, Optional<PemKeyCertOptions> shown) {
        ClientSSLOptions options = new ClientSSLOptions()
                .setTrustAll(tls.skipVerify())
                .setHostnameVerificationAlgorithm(tls.skipVerify() ? "" : "HTTPS")
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setSslHandshakeTimeout(timeout.toMillis());
        trust.ifPresent(options::setTrustOptions);
        shown.ifPresent(options::setKeyCertOptions);
        http.use(options);
    }

    void close() {
        http.close();
    }

    private HttpRequest<Buffer> prepare(Hop hop, VaultRequest request, Secret token) {
        SocketAddress server = hop.socket().orElseGet(() -> SocketAddress.inetSocketAddress(hop.port(), hop.host()));
        // The host decides about SNI and about the name that the certificate must bear; the server is who is called.
        String host = hop.tls() ? tls.serverName().orElse(hop.host()) : hop.host();
        HttpRequest<Buffer> prepared = http.request(request.method(), server, hop.port(), host, hop.target())
                .ssl(hop.tls())
                .putHeader("X-Vault-Request", "true")
                .putHeader(HttpHeaders.ACCEPT.toString(), "application/json");
        if (!token.isEmpty()) {
            prepared.putHeader("X-Vault-Token", token.reveal());
        }
        request.namespace()
                .filter(name -> !name.isEmpty())
                .ifPresent(name -> prepared.putHeader("X-Vault-Namespace", name + '/'));
        request.body().ifPresent(body -> prepared.putHeader(HttpHeaders.CONTENT_TYPE.toString(), "application/json"));
        return prepared;
    }

    private static WebClientOptions options(VaultConfig config) {
        VaultTls tls = config.tls();
        WebClientOptions options = UpstreamHttp.options(config.timeout())
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
