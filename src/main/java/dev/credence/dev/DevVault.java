package dev.credence.dev;

import dev.credence.telemetry.Secret;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * An in-process server that speaks enough of Vault's HTTP API for a real Vault client to get AWS, Google Cloud and Azure
 * credentials from it. All of them are made up, fresh at each issue, and end when they say they do; no cloud knows them.
 *
 * <p>It listens on 127.0.0.1 only, and its state is confined to the event loop that {@link #start()} was called on (or a
 * new one). Mounts are {@code aws}, {@code gcp} and {@code azure}; what they hold is told by {@link DevIdentity}. On the
 * same port it also stands for Azure's login endpoint, {@code POST /TENANT/oauth2/v2.0/token}, because a client of
 * {@code azure/creds} must exchange what it gets there, for Google's endpoint for ID tokens, and below {@code /latest} for
 * a metadata service with several roles.
 */
public final class DevVault {
    private static final String LOOPBACK = "127.0.0.1";

    private final HttpServer server;

    /**
     * Prepares a server; nothing listens before {@link #start()}.
     *
     * @param token the only token that is let in
     * @param ttl how long everything lives that is issued, and the most that a request may ask for; one second at least
     * @param clock tells when leases and tokens end
     * @param random the source of the made-up keys; used on the server's event loop only
     */
    public DevVault(Vertx vertx, Secret token, Duration ttl, InstantSource clock, RandomGenerator random) {
        VaultHttp http = composed(token, new Lifetime(ttl), clock, new MadeUpValues(random));
        // Without h2c there is one protocol less to think about; no Vault client uses it.
        this.server = vertx.createHttpServer(
                        new HttpServerOptions().setHost(LOOPBACK).setPort(0).setHttp2ClearTextEnabled(false))
                .requestHandler(http::handle);
    }

    /** Listens on a free port of 127.0.0.1 and returns it; fails if there is none. To be called once. */
    public Future<Integer> start() {
        return server.listen().map(HttpServer::actualPort);
    }

    /** Closes the port and every connection at once. */
    public Future<Void> stop() {
        return server.close();
    }

    private static VaultHttp composed(Secret token, Lifetime lifetime, InstantSource clock, MadeUpValues values) {
        Leases leases = new Leases(clock, values);
        AzureTokens azureTokens = new AzureTokens(clock, values);
        GoogleTokens googleTokens = new GoogleTokens(clock, values);
        AzureClients azureClients = new AzureClients(leases);
        List<Engine> engines = List.of(
                new AwsEngine(lifetime, leases, values, clock),
                new GcpEngine(lifetime, googleTokens, clock),
                new AzureEngine(lifetime, leases, azureClients, azureTokens, values, clock));
        SystemBackend system = new SystemBackend(engines, new LeaseCalls(leases, lifetime, clock), lifetime, clock);
        AzureLogin login = new AzureLogin(azureClients, azureTokens, lifetime);
        GoogleIdentity identity = new GoogleIdentity(googleTokens, values, clock);
        MetadataService metadata = new MetadataService(lifetime, values, clock);
        return new VaultHttp(new TokenBackend(token, clock), system, engines, login, identity, metadata, values);
    }
}
