package dev.credence.source.vault;

import dev.credence.config.VaultConfig;
import dev.credence.credential.BackendStatus;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.Outcome;
import dev.credence.credential.TimeSource;
import dev.credence.source.CredentialSource;
import dev.credence.source.LastError;
import dev.credence.telemetry.Cloud;
import dev.credence.telemetry.UpstreamMeters;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HashiCorp Vault or OpenBao as a back end.
 *
 * <p>A new credential costs one request; whatever goes wrong is an {@link Outcome.Failure}. Without a breaker of its
 * own: put a {@link dev.credence.source.GuardedSource} around it. All methods except {@link #status()} belong to the
 * context that created it.
 */
public final class VaultSource implements CredentialSource {
    private static final Logger LOG = LoggerFactory.getLogger(VaultSource.class);
    /** Trouble on our side of the wire: it says nothing about Vault. */
    private static final Set<String> OWN_TROUBLE =
            Set.of(GivenTokenLogin.NO_TOKEN, VaultErrors.RATE_LIMITED, VaultErrors.POOL_EXHAUSTED);
    /** A Google role may be in four places, and at each a refused token costs a second call. */
    private static final int CALLS = 8;

    private final String name;
    private final VaultClient client;
    private final TokenExpiry expiry;
    private final Map<Cloud, SecretsEngine> engines;
    private final LeaseLedger leases;
    private final LeaseRevocation revocation;
    private final TimeSource clock;
    private final LastError lastError;

    private VaultSource(
            VaultConfig config, VaultClient client, VaultSession session, TokenExpiry expiry, TimeSource clock) {
        Optional<String> namespace = config.namespace();
        this.name = config.name();
        this.client = client;
        this.expiry = expiry;
        this.engines = Map.of(
                Cloud.AWS,
                new AwsEngine(session, namespace, clock),
                Cloud.GCP,
                new GcpEngine(session, namespace, clock),
                Cloud.AZURE,
                new AzureEngine(session, namespace, clock));
        this.leases = new LeaseLedger(clock);
        this.revocation = new LeaseRevocation(session, name, namespace, leases);
        this.clock = clock;
        this.lastError = new LastError(clock);
    }

    /**
     * A source for that configuration. Asks nothing yet and reads no token.
     *
     * @param clock the wall clock that lives are counted from, and the monotonic one that durations are
     * @param random spreads the pauses between repeated requests
     * @throws IllegalArgumentException if the address is none that a Vault can have
     */
    public static VaultSource create(
            Vertx vertx, VaultConfig config, TimeSource clock, RandomGenerator random, UpstreamMeters meters) {
        meters.register(config.name());
        VaultClient client = new VaultClient(vertx, config, clock, random, meters);
        Optional<String> loginNamespace = config.authNamespace().or(config::namespace);
        TokenExpiry expiry = new TokenExpiry(client, config.name(), loginNamespace, clock, meters);
        VaultSession session = new VaultSession(client, new GivenTokenLogin(vertx, config.auth()), expiry);
        VaultSource source = new VaultSource(config, client, session, expiry, clock);
        meters.leases(config.name(), source.leases::count);
        return source;
    }

    /** Whether a failure arose before Vault was asked, and so must not count against it. */
    public static boolean isOwnTrouble(Outcome.Failure failure) {
        return OWN_TROUBLE.contains(failure.code());
    }

    /** The longest that {@link #issue} takes. */
    public Duration bound() {
        return client.bound().multipliedBy(CALLS).plus(SideReading.PATIENCE);
    }

    @Override
    public Future<Outcome> issue(CredentialKey key) {
        SecretsEngine engine = engines.get(key.cloud());
        if (engine == null) {
            return Future.succeededFuture(new Outcome.Denied(
                    "vault.engine_unsupported",
                    "back end " + name + " issues nothing for " + key.cloud().label()));
        }
        long started = clock.nanoTime();
        return engine.issue(key)
                .otherwise(unexpected -> unexpected(key, unexpected))
                .map(outcome -> noted(key, outcome, started));
    }

    @Override
    public Future<Void> release(CredentialKey key, String lease) {
        return revocation.revoke(key, lease).otherwise(unexpected -> {
            unexpected(key, unexpected);
            return null;
        });
    }

    @Override
    public BackendStatus status() {
        return lastError.status(name, expiry.known());
    }

    /** Closes the connections. The token was given by somebody else, who may still need it, so it is not revoked. */
    @Override
    public Future<Void> close() {
        client.close();
        return Future.succeededFuture();
    }

    private Outcome noted(CredentialKey key, Outcome outcome, long started) {
        String result = UpstreamMeters.OK;
        String message = "";
        if (outcome instanceof Outcome.Failure failure) {
            result = failure.code();
            message = failure.message();
        } else if (outcome instanceof Outcome.Issued issued) {
            issued.lease().ifPresent(lease -> leases.granted(lease, issued.expires()));
        }
        lastError.note(outcome);
        // The credential service has a line for every outcome; this one adds what Vault's side of it was.
        LOG.atDebug()
                .addKeyValue("backend", name)
                .addKeyValue("operation", "issue")
                .addKeyValue("credential", key.credential())
                .addKeyValue("outcome", result)
                .addKeyValue("duration_ms", TimeUnit.NANOSECONDS.toMillis(clock.nanoTime() - started))
                .addKeyValue("reason", message)
                .log(message.isEmpty() ? "vault issued a credential" : "vault issued no credential");
        return outcome;
    }

    /** A mistake in this package. The caller gets a value all the same, and the stack goes where it can be read. */
    private Outcome unexpected(CredentialKey key, Throwable cause) {
        LOG.atError()
                .addKeyValue("backend", name)
                .addKeyValue("credential", key.credential())
                .setCause(cause)
                .log("unexpected failure while asking vault");
        return new Outcome.Unavailable(
                "vault.internal", "unexpected " + cause.getClass().getSimpleName() + ", see the log of the gateway");
    }
}
