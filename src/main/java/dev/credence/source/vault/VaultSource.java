package dev.credence.source.vault;

import dev.credence.config.VaultConfig;
import dev.credence.credential.BackendStatus;
import dev.credence.credential.Clockwork;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.IssuedCredential;
import dev.credence.credential.LeaseListener;
import dev.credence.credential.Outcome;
import dev.credence.credential.TimeSource;
import dev.credence.source.CredentialSource;
import dev.credence.source.LastError;
import dev.credence.source.vault.login.LoginMethods;
import dev.credence.telemetry.Cloud;
import dev.credence.telemetry.UpstreamMeters;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
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
    /** Trouble on our side of the wire, or an answer: it says nothing about how Vault is doing. */
    private static final Set<String> OWN_TROUBLE = Set.of(
            GivenTokenLogin.NO_TOKEN,
            LoginMethods.NOTHING_TO_SHOW,
            VaultAuthentication.REFUSED,
            SecretIdUnwrapping.SUSPICIOUS,
            VaultErrors.RATE_LIMITED,
            VaultErrors.POOL_EXHAUSTED);
    /** A Google role may be in four places, and at each a refused token costs a second call. */
    private static final int CALLS = 8;
    /** Before the first call, and after a token was refused. */
    private static final int LOGINS = 2;

    private final String name;
    private final VaultClient client;
    private final VaultLogin login;
    private final TlsReload reload;
    private final Map<Cloud, SecretsEngine> engines;
    private final VaultLeases leases;
    private final TimeSource clock;
    private final LastError lastError;

    private VaultSource(VaultConfig config, VaultAccess vault, VaultLeases leases, TimeSource clock, TlsReload reload) {
        this.name = config.name();
        this.client = vault.client();
        this.login = vault.login();
        this.reload = reload;
        this.engines = vault.engines(config.namespace(), clock);
        this.leases = leases;
        this.clock = clock;
        this.lastError = new LastError(clock);
    }

    /**
     * A source for that configuration. Asks nothing yet and reads no token.
     *
     * @param clockwork time and chance; its scheduler runs tasks on the context that calls
     * @param journal remembers leases beyond a crash
     * @param listener told of leases that end before their time
     * @throws IllegalArgumentException if the address is none that a Vault can have
     */
    public static VaultSource create(
            Vertx vertx,
            VaultConfig config,
            Clockwork clockwork,
            UpstreamMeters meters,
            LeaseJournal journal,
            LeaseListener listener) {
        meters.register(config.name());
        VaultAccess vault = VaultAccess.open(vertx, config, clockwork, meters);
        TlsReload reload =
                new TlsReload(vertx, clockwork.scheduler(), config.name(), config.tls(), vault.client()::use);
        reload.start();
        VaultLeases leases = new VaultLeases(config, vault, journal, clockwork, listener);
        meters.leases(config.name(), leases::count);
        return new VaultSource(config, vault, leases, clockwork.time(), reload);
    }

    /** Whether a failure arose before Vault was asked, and so must not count against it. */
    public static boolean isOwnTrouble(Outcome.Failure failure) {
        return OWN_TROUBLE.contains(failure.code());
    }

    /** Whether Vault is well and does not let us in. */
    public static boolean isRefusedLogin(Outcome.Failure failure) {
        return failure.code().equals(VaultAuthentication.REFUSED);
    }

    /** The longest that {@link #issue} takes. */
    public Duration bound() {
        return client.bound()
                .multipliedBy(CALLS)
                .plus(login.bound().multipliedBy(LOGINS))
                .plus(SideReading.PATIENCE);
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
                .otherwise(unexpected -> Issue.of(unexpected(key, unexpected)))
                .compose(issue -> noted(key, issue.outcome(), started) instanceof Outcome.Issued issued
                        ? leases.granted(key, issued, issue.token())
                        : Future.succeededFuture(issue.outcome()));
    }

    @Override
    public Future<Outcome> issueUrgently(CredentialKey key) {
        login.urge();
        return issue(key);
    }

    @Override
    public Future<Outcome> renew(IssuedCredential held, String lease) {
        return leases.renew(held, lease)
                .otherwise(unexpected -> unexpected(held.key(), unexpected))
                .onSuccess(outcome -> {
                    // A refusal says nothing about Vault: every lease reaches its limit.
                    if (!(outcome instanceof Outcome.Refusal)) {
                        lastError.note(outcome);
                    }
                });
    }

    @Override
    public Future<Void> release(CredentialKey key, String lease) {
        return leases.release(key, lease).otherwise(unexpected -> {
            unexpected(key, unexpected);
            return null;
        });
    }

    @Override
    public Future<Void> leave(CredentialKey key, String lease, Instant until) {
        return leases.leave(key, lease, until);
    }

    @Override
    public BackendStatus status() {
        return lastError.status(name, login.expires()).takenOver(leases.takenOver());
    }

    /** Gives back the tokens that it logged in for and nothing needs any more, and closes the connections. */
    @Override
    public Future<Void> close() {
        reload.close();
        return leases.close().compose(login::close).onComplete(done -> client.close());
    }

    private Outcome noted(CredentialKey key, Outcome outcome, long started) {
        String result = UpstreamMeters.OK;
        String message = "";
        if (outcome instanceof Outcome.Failure failure) {
            result = failure.code();
            message = failure.message();
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
