package dev.credence.source.vault;

import dev.credence.config.VaultConfig;
import dev.credence.credential.TimeSource;
import dev.credence.telemetry.Cloud;
import dev.credence.telemetry.UpstreamMeters;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A Vault, and whoever we are to it: the one way to get there for those who issue and for those who examine. Belongs to
 * the context that opened it.
 */
record VaultAccess(VaultClient client, VaultSession session, TokenExpiry expiry) {

    /**
     * Asks nothing yet and reads no token.
     *
     * @throws IllegalArgumentException if the address is none that a Vault can have
     */
    static VaultAccess open(
            Vertx vertx, VaultConfig config, TimeSource clock, RandomGenerator random, UpstreamMeters meters) {
        VaultClient client = new VaultClient(vertx, config, clock, clock::nanoTime, random, meters);
        TokenExpiry expiry = new TokenExpiry(client, config.name(), loginNamespace(config), clock, meters);
        return new VaultAccess(
                client, new VaultSession(client, new GivenTokenLogin(vertx, config.auth()), expiry), expiry);
    }

    /** Where the login is, and the token that it gives. */
    static Optional<String> loginNamespace(VaultConfig config) {
        return config.authNamespace().or(config::namespace);
    }

    /** What issues credentials of each cloud. */
    Map<Cloud, SecretsEngine> engines(Optional<String> namespace, TimeSource clock) {
        return Map.of(
                Cloud.AWS,
                new AwsEngine(session, namespace, clock),
                Cloud.GCP,
                new GcpEngine(session, namespace, clock),
                Cloud.AZURE,
                new AzureEngine(session, namespace, clock));
    }
}
