package dev.credence.source.entra;

import dev.credence.credential.Answer;
import dev.credence.credential.AzurePrincipal;
import dev.credence.credential.BackendStatus;
import dev.credence.credential.BaseCredentials;
import dev.credence.credential.Clockwork;
import dev.credence.credential.Credential;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.Outcome;
import dev.credence.source.CredentialCheck;
import dev.credence.source.CredentialSource;
import dev.credence.source.LastError;
import dev.credence.source.WebApi;
import dev.credence.telemetry.UpstreamMeters;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Microsoft Entra ID, or what stands for it in another cloud, as a back end: makes access tokens from principals that
 * another back end has issued.
 *
 * <p>A principal that is new is not known to all of Entra for some minutes, so its rejection is not believed at once. The
 * rejection of one that has worked is: somebody took it back, and the service is told to have another one issued.
 *
 * <p>Without a breaker of its own. All methods except {@link #status()} belong to the context that created it.
 */
public final class EntraSource implements CredentialSource, CredentialCheck {
    private static final Logger LOG = LoggerFactory.getLogger(EntraSource.class);
    private static final String NOT_READY = "azure.principal_not_ready";
    private static final String NO_PRINCIPAL = "azure.no_principal";
    private static final String TENANT_UNKNOWN = "azure.tenant_unknown";
    /** They begin as Entra's own failures do, but say nothing about how it is. */
    private static final Set<String> NOT_ITS_TROUBLE =
            Set.of(EntraErrors.PRINCIPAL_REJECTED, NOT_READY, NO_PRINCIPAL, TENANT_UNKNOWN);
    /** The longest that a token waits for its principal to become known. */
    private static final Duration FIRST_USE = Duration.ofMinutes(3);
    /** The longest that the next principal is tried while the one before still serves. */
    private static final Duration CHECK = Duration.ofMinutes(5);
    /** The bound of {@link BaseCredentials#base}, and all that this source adds. */
    private static final Duration BOUND = Duration.ofMinutes(35);
    /** Between attempts: four seconds on average. */
    private static final Duration PAUSE = Duration.ofMillis(3_500);

    private static final long JITTER_MILLIS = 1_000;

    private final String name;
    private final EntraClient client;
    private final BaseCredentials principals;
    private final Clockwork clockwork;
    private final PrincipalMemory memory = new PrincipalMemory();
    private final LastError lastError;
    private boolean closed;

    /** One token being asked for, until {@code deadline} by the monotonic clock. */
    private record Asking(CredentialKey principalKey, String resource, Optional<String> tenant, long deadline) {}

    /**
     * Asks nothing yet.
     *
     * @param authority scheme, host and port; its text is the name of the back end
     * @param timeout of one request
     */
    public EntraSource(
            Vertx vertx,
            URI authority,
            BaseCredentials principals,
            Clockwork clockwork,
            Duration timeout,
            UpstreamMeters meters) {
        this.name = authority.toString();
        meters.register(name);
        this.client = new EntraClient(vertx, name, timeout, clockwork.time(), meters);
        this.principals = principals;
        this.clockwork = clockwork;
        this.lastError = new LastError(clockwork.time());
    }

    /** As configured for nobody in particular. */
    public static EntraSource create(
            Vertx vertx, URI authority, BaseCredentials principals, Clockwork clockwork, UpstreamMeters meters) {
        return new EntraSource(vertx, authority, principals, clockwork, WebApi.TIMEOUT, meters);
    }

    /** Whether a failure says nothing about Entra: there was no principal, or it was the principal's fault. */
    public static boolean isOwnTrouble(Outcome.Failure failure) {
        return !failure.code().startsWith("azure.") || NOT_ITS_TROUBLE.contains(failure.code());
    }

    /** The longest that {@link #issue} takes. */
    public Duration bound() {
        return BOUND;
    }

    @Override
    public Future<Outcome> issue(CredentialKey key) {
        Optional<CredentialKey> base = key.base();
        if (base.isEmpty()) {
            return Future.succeededFuture(new Outcome.Denied(NO_PRINCIPAL, "the key names no principal"));
        }
        return fetch(new Asking(
                base.get(),
                key.parameters().getOrDefault(CredentialKey.RESOURCE, ""),
                Optional.ofNullable(key.parameters().get(CredentialKey.TENANT)),
                now() + FIRST_USE.toNanos()));
    }

    @Override
    public Future<Optional<Outcome.Failure>> check(CredentialKey key, Credential fresh) {
        Optional<Grant> last = memory.lastGrant(key);
        return last.isPresent() && fresh instanceof AzurePrincipal principal
                ? check(key, principal, last.get(), now() + CHECK.toNanos())
                : Future.succeededFuture(Optional.empty());
    }

    @Override
    public BackendStatus status() {
        return lastError.status(name, Optional.empty());
    }

    @Override
    public Future<Void> close() {
        closed = true;
        client.close();
        return Future.succeededFuture();
    }

    /** With the principal that the service has now: it may be another one than a moment ago. */
    private Future<Outcome> fetch(Asking asking) {
        return principals.base(asking.principalKey).compose(answer -> {
            if (answer instanceof Answer.Refused refused) {
                return Future.succeededFuture(refused.failure());
            }
            return principal(answer)
                    .map(principal -> exchange(asking, principal))
                    .orElseGet(() -> Future.succeededFuture(
                            new Outcome.Denied(NO_PRINCIPAL, "the credential that the key names is no principal")));
        });
    }

    private Future<Outcome> exchange(Asking asking, AzurePrincipal principal) {
        Optional<String> tenant = asking.tenant.or(() -> principal.directory().tenantId());
        if (tenant.isEmpty()) {
            return Future.succeededFuture(new Outcome.Denied(
                    TENANT_UNKNOWN,
                    "the directory of the principal is not known; set tenant-id, or let the token read the engine's"
                            + " config"));
        }
        Grant grant = new Grant(tenant.get(), asking.resource);
        return exchange(asking.principalKey, principal, grant)
                .compose(outcome -> isRejection(outcome)
                        ? rejected(asking, principal, (Outcome.Failure) outcome)
                        : Future.succeededFuture(outcome));
    }

    private Future<Outcome> exchange(CredentialKey key, AzurePrincipal principal, Grant grant) {
        return client.exchange(principal, grant).onSuccess(outcome -> {
            lastError.note(outcome);
            if (outcome instanceof Outcome.Issued) {
                memory.worked(key, principal, grant, now());
            }
        });
    }

    private Future<Outcome> rejected(Asking asking, AzurePrincipal principal, Outcome.Failure failure) {
        if (memory.isSettled(asking.principalKey, principal, now())) {
            return takenBack(asking, principal, failure);
        }
        return pause(asking.deadline, Duration.ZERO)
                .map(paused -> paused.compose(done -> fetch(asking)))
                .orElseGet(() -> Future.succeededFuture(notReady(failure)));
    }

    private Future<Outcome> takenBack(Asking asking, AzurePrincipal rejected, Outcome.Failure failure) {
        return principals.base(asking.principalKey).compose(answer -> {
            // The service may have replaced it while it was being rejected; then nothing is wrong.
            Optional<AzurePrincipal> other =
                    principal(answer).filter(current -> !PrincipalMemory.isSame(current, rejected));
            if (other.isPresent()) {
                return exchange(asking, other.get());
            }
            LOG.atWarn()
                    .addKeyValue("backend", name)
                    .addKeyValue("credential", asking.principalKey.credential())
                    .addKeyValue("reason", failure.message())
                    .log("a principal that worked is rejected; another one is asked for");
            principals.replace(asking.principalKey);
            return Future.succeededFuture(failure);
        });
    }

    private Future<Optional<Outcome.Failure>> check(
            CredentialKey key, AzurePrincipal fresh, Grant grant, long deadline) {
        return exchange(key, fresh, grant).compose(outcome -> {
            if (provesPrincipal(outcome)) {
                return Future.succeededFuture(Optional.empty());
            }
            Outcome.Failure failure = (Outcome.Failure) outcome;
            Duration asked = failure instanceof Outcome.Throttled throttled ? throttled.retryAfter() : Duration.ZERO;
            Optional<Future<Void>> pause =
                    failure instanceof Outcome.Refusal ? Optional.empty() : pause(deadline, asked);
            return pause.map(paused -> paused.compose(done -> check(key, fresh, grant, deadline)))
                    .orElseGet(() ->
                            Future.succeededFuture(Optional.of(isRejection(failure) ? notReady(failure) : failure)));
        });
    }

    /** A resource that is gone is no reason to keep a principal from all others. */
    private static boolean provesPrincipal(Outcome outcome) {
        return outcome instanceof Outcome.Issued
                || (outcome instanceof Outcome.Denied denied
                        && Set.of(EntraErrors.INVALID_RESOURCE, EntraErrors.INVALID_SCOPE)
                                .contains(denied.code()));
    }

    /** Until the next attempt; empty if there is no time left for one. */
    private Optional<Future<Void>> pause(long deadline, Duration least) {
        Duration usual = PAUSE.plusMillis(clockwork.random().nextLong(JITTER_MILLIS));
        Duration pause = usual.compareTo(least) < 0 ? least : usual;
        if (closed || now() + pause.toNanos() - deadline > 0) {
            return Optional.empty();
        }
        Promise<Void> over = Promise.promise();
        clockwork.scheduler().after(pause, over::complete);
        return Optional.of(over.future());
    }

    private long now() {
        return clockwork.time().nanoTime();
    }

    private static Optional<AzurePrincipal> principal(Answer answer) {
        return answer instanceof Answer.Found found
                        && found.credential().credential() instanceof AzurePrincipal principal
                ? Optional.of(principal)
                : Optional.empty();
    }

    private static boolean isRejection(Outcome outcome) {
        return outcome instanceof Outcome.Failure failure && failure.code().equals(EntraErrors.PRINCIPAL_REJECTED);
    }

    private static Outcome.Failure notReady(Outcome.Failure failure) {
        return new Outcome.Unavailable(NOT_READY, failure.message() + "; the principal is new and not known yet");
    }
}
