package dev.credence.source.sts;

import dev.credence.config.StsConfig;
import dev.credence.credential.AwsCredential;
import dev.credence.credential.BackendStatus;
import dev.credence.credential.BaseCredentials;
import dev.credence.credential.Clockwork;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.Outcome;
import dev.credence.credential.TimeSource;
import dev.credence.source.CredentialSource;
import dev.credence.source.LastError;
import dev.credence.source.sts.Trouble.Kind;
import dev.credence.telemetry.UpstreamMeters;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * AWS STS as a back end: {@code AssumeRole}, with the credentials of the SDK's default chain or with those that another
 * back end has issued.
 *
 * <p>Credentials that have ended are renewed once for each call, and a life that a role does not permit is cut to an hour.
 * Without a breaker of its own. All methods except {@link #status()} belong to the context that created it.
 */
public final class StsSource implements CredentialSource {
    static final String ASSUME_ROLE = "assume_role";
    /** What STS takes for every role, and the most for a role that assumes another one. */
    static final int HOUR = 3_600;

    private static final Logger LOG = LoggerFactory.getLogger(StsSource.class);
    private static final String BAD_KEY = "sts.bad_key";
    private static final String INTERNAL = "sts.internal";
    /** Trouble on our side of the wire, or with who asks: it says nothing about how STS is doing. */
    private static final Set<String> OWN_TROUBLE = Set.of(
            BAD_KEY,
            INTERNAL,
            BaseAsker.NO_BASE,
            ChainAsker.NO_CREDENTIALS,
            StsCalls.REGION_UNKNOWN,
            StsErrors.CLOCK_SKEWED,
            StsErrors.CREDENTIALS_EXPIRED,
            StsErrors.CREDENTIALS_NOT_READY,
            StsErrors.POOL_EXHAUSTED,
            StsErrors.RATE_LIMITED);
    /** The bound of {@link BaseCredentials#base}, and all that this source adds. */
    private static final Duration BOUND_OF_BASE = Duration.ofMinutes(35);
    /** To look the role up, to assume it, with other credentials, for a shorter time. */
    private static final int CALLS = 4;
    /** A role's maximum may be raised, and a key may be taken back and come again. */
    private static final Duration MEMORY = Duration.ofHours(1);

    private final StsConfig config;
    private final SdkAccess access;
    private final StsCalls calls;
    private final RoleLookup roles;
    private final BaseCredentials bases;
    private final Clockwork clockwork;
    private final TimeSource time;
    private final LastError lastError;
    private final Recent<String, Boolean> shortRoles = new Recent<>(MEMORY);
    private final WorkedBases workedBases = new WorkedBases(MEMORY);

    /** One role being assumed, and what has not been tried for it yet. */
    private record Try(CredentialKey key, RoleRequest wanted, Asker asker, boolean mayRenew, boolean mayShorten) {
        private Try renewed() {
            return new Try(key, wanted, asker, false, mayShorten);
        }

        private Try shortened() {
            return new Try(key, wanted.lasting(OptionalInt.of(HOUR)), asker, mayRenew, false);
        }
    }

    StsSource(
            Vertx vertx,
            StsConfig config,
            BaseCredentials bases,
            Clockwork clockwork,
            UpstreamMeters meters,
            DefaultChain chain) {
        meters.register(config.name());
        this.config = config;
        this.access = new SdkAccess(vertx, config, chain);
        this.calls = new StsCalls(config, access, clockwork, meters);
        this.roles = new RoleLookup(calls, workedBases, clockwork.time());
        this.bases = bases;
        this.clockwork = clockwork;
        this.time = clockwork.time();
        this.lastError = new LastError(time);
    }

    /** A source for that configuration. Asks nothing yet, looks for nothing and loads nothing of the SDK. */
    public static StsSource create(
            Vertx vertx, StsConfig config, BaseCredentials bases, Clockwork clockwork, UpstreamMeters meters) {
        return new StsSource(vertx, config, bases, clockwork, meters, DefaultChain.OF_MACHINE);
    }

    /**
     * Loads the SDK ahead, which takes longer than the first caller would wait. Where only the SDK can find the region
     * it waits for the first question all the same, since it might ask this gateway, which does not listen yet.
     */
    public void prepare() {
        if (config.region().isPresent()) {
            access.sdk();
        }
    }

    /** Whether a failure says nothing about STS. */
    public static boolean isOwnTrouble(Outcome.Failure failure) {
        return !failure.code().startsWith("sts.") || OWN_TROUBLE.contains(failure.code());
    }

    /** The longest that {@link #issue} takes. */
    public Duration bound() {
        return config.credentials().isPresent()
                ? BOUND_OF_BASE
                : calls.bound().multipliedBy(CALLS).plus(SdkAccess.PATIENCE.multipliedBy(2));
    }

    @Override
    public Future<Outcome> issue(CredentialKey key) {
        Asker asker = key.base()
                .<Asker>map(base -> new BaseAsker(base, bases, clockwork.scheduler()))
                .orElseGet(this::chain);
        return roles.arn(key, asker)
                .compose(arn -> arn instanceof Said.Answer<String> known
                        ? assume(key, asker, known.value())
                        : Future.succeededFuture(failure(arn)))
                .otherwise(unexpected -> unexpected(key, unexpected))
                .onSuccess(this::note);
    }

    @Override
    public BackendStatus status() {
        return lastError.status(config.name(), Optional.empty());
    }

    @Override
    public Future<Void> close() {
        calls.close();
        return access.close();
    }

    /** Who it asks as without a base. */
    Asker chain() {
        return new ChainAsker(config.name(), access);
    }

    /** True once the SDK has been loaded. */
    boolean isPrepared() {
        return access.isOpen();
    }

    StsCalls calls() {
        return calls;
    }

    private Future<Outcome> assume(CredentialKey key, Asker asker, String arn) {
        Optional<RoleRequest> wanted = RoleRequest.of(key, arn);
        if (wanted.isEmpty()) {
            return Future.succeededFuture(
                    new Outcome.Denied(BAD_KEY, "the key asks for nothing that STS could be asked for"));
        }
        RoleRequest request =
                shortRoles.recall(arn, now()).isPresent() ? wanted.get().atMost(HOUR) : wanted.get();
        return with(asker.credential(), new Try(key, request, asker, true, true));
    }

    private Future<Outcome> with(Future<Said<AwsCredential>> asking, Try next) {
        return asking.compose(said -> said instanceof Said.Answer<AwsCredential> found
                ? assume(next, found.value())
                : Future.succeededFuture(failure(said)));
    }

    private Future<Outcome> assume(Try next, AwsCredential with) {
        boolean isChained = next.key.base().isPresent() && with.sessionToken().isPresent();
        RoleRequest wanted = isChained ? next.wanted.atMost(HOUR) : next.wanted;
        return calls.<Session>ask(ASSUME_ROLE, with, sdk -> sdk.assumeRole(with, wanted))
                .compose(said -> {
                    if (said instanceof Said.Answer<Session> answer) {
                        workedBases.learn(next.key, with, now());
                        return Future.succeededFuture(new Outcome.Issued(
                                answer.value().credential(), answer.value().expires()));
                    }
                    return refused(next, with, wanted, ((Said.No<Session>) said).trouble());
                });
    }

    private Future<Outcome> refused(Try next, AwsCredential with, RoleRequest wanted, Trouble trouble) {
        if (trouble.kind() == Kind.TOO_LONG
                && next.mayShorten
                && wanted.seconds().orElse(0) > HOUR) {
            shortRoles.learn(wanted.arn(), true, now());
            LOG.atWarn()
                    .addKeyValue("backend", config.name())
                    .addKeyValue("credential", next.key.credential())
                    .addKeyValue("role", wanted.arn())
                    .addKeyValue("seconds", wanted.seconds().orElse(0))
                    .log("the role does not permit sessions of that length; one hour is asked for instead");
            return assume(next.shortened(), with);
        }
        Optional<Outcome.Failure> tooNew = workedBases.tooNew(next.key, with, trouble, now());
        if (tooNew.isPresent()) {
            return Future.succeededFuture(tooNew.get());
        }
        if (trouble.isOfAsker() && next.mayRenew) {
            return renewed(next, with, trouble);
        }
        return Future.succeededFuture(trouble.failure());
    }

    private Future<Outcome> renewed(Try next, AwsCredential rejected, Trouble trouble) {
        LOG.atInfo()
                .addKeyValue("backend", config.name())
                .addKeyValue("credential", next.key.credential())
                .addKeyValue("reason", trouble.failure().message())
                .log("sts rejects the credentials that it is asked with; others are looked for");
        return next.asker.other(rejected).compose(said -> {
            boolean isOther = said instanceof Said.Answer<AwsCredential> found
                    && !found.value().accessKeyId().equals(rejected.accessKeyId());
            return isOther || said instanceof Said.No<AwsCredential>
                    ? with(Future.succeededFuture(said), next.renewed())
                    : Future.succeededFuture(trouble.failure());
        });
    }

    /** What another back end could not do is its own status. */
    private void note(Outcome outcome) {
        if (!(outcome instanceof Outcome.Failure failure) || failure.code().startsWith("sts.")) {
            lastError.note(outcome);
        }
    }

    private long now() {
        return time.nanoTime();
    }

    private static Outcome failure(Said<?> said) {
        return ((Said.No<?>) said).trouble().failure();
    }

    /** A mistake in this package. The caller gets a value all the same, and the stack goes where it can be read. */
    private Outcome unexpected(CredentialKey key, Throwable cause) {
        LOG.atError()
                .addKeyValue("backend", config.name())
                .addKeyValue("credential", key.credential())
                .setCause(cause)
                .log("unexpected failure while asking sts");
        return new Outcome.Unavailable(
                INTERNAL, "unexpected " + cause.getClass().getSimpleName() + ", see the log of the gateway");
    }
}
