package dev.credence.source.vault;

import dev.credence.config.TokenAuth;
import dev.credence.config.VaultConfig;
import dev.credence.credential.Clockwork;
import dev.credence.credential.TimeSource;
import dev.credence.source.vault.login.LoginMethod;
import dev.credence.source.vault.login.LoginMethods;
import dev.credence.telemetry.Cloud;
import dev.credence.telemetry.UpstreamMeters;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A Vault, and whoever we are to it: the one way to get there for those who issue and for those who examine. Belongs to
 * the context that opened it.
 */
record VaultAccess(VaultClient client, VaultLogin login, VaultSession session) {

    /**
     * Asks nothing yet and reads no token.
     *
     * @param clockwork time and chance; its scheduler runs tasks on the context that calls
     * @throws IllegalArgumentException if the address is none that a Vault can have
     */
    static VaultAccess open(Vertx vertx, VaultConfig config, Clockwork clockwork, UpstreamMeters meters) {
        VaultClient client = new VaultClient(vertx, config, clockwork.time(), clockwork.random(), meters);
        VaultLogin login = login(vertx, config, client, clockwork, meters);
        return new VaultAccess(client, login, new VaultSession(client, login));
    }

    /** How that configuration comes by its tokens. */
    static VaultLogin login(
            Vertx vertx, VaultConfig config, VaultClient client, Clockwork clockwork, UpstreamMeters meters) {
        Optional<String> namespace = loginNamespace(config);
        TokenSelf self = new TokenSelf(client, namespace);
        LoginLog log = new LoginLog(config.name(), config.auth().method());
        Consumer<Instant> expiry = end -> meters.tokenExpires(config.name(), end);
        if (config.auth() instanceof TokenAuth given) {
            return new GivenTokenLogin(vertx, given, new TokenExpiry(self, clockwork, log, expiry));
        }
        LoginMethod method =
                new LoginMethods(vertx, clockwork.time(), new SecretIdUnwrapping(client, namespace)).of(config.auth());
        return new TokenKeeper(
                new VaultAuthentication(client, config.auth(), method, namespace), self, clockwork, log, expiry);
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
