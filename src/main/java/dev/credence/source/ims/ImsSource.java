package dev.credence.source.ims;

import dev.credence.config.ImsConfig;
import dev.credence.credential.BackendStatus;
import dev.credence.credential.Clockwork;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.Outcome;
import dev.credence.credential.RoleListings;
import dev.credence.source.CredentialSource;
import dev.credence.source.LastError;
import dev.credence.telemetry.Cloud;
import dev.credence.telemetry.UpstreamMeters;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Another metadata service as a back end: EC2's, or a company's own that answers like it, in version 2 or 1.
 *
 * <p>What it gives out it may keep itself, so a new credential can be the one before, and near its end. Without a breaker
 * of its own: put a {@link dev.credence.source.GuardedSource} around it. All methods except {@link #status()} belong to
 * the context that created it.
 */
public final class ImsSource implements CredentialSource {
    /** As a role: whichever the service lists first. No role has that name. */
    private static final String FIRST = "*";

    private static final Logger LOG = LoggerFactory.getLogger(ImsSource.class);

    private final String name;
    private final ImsClient client;
    private final CredentialAnswer answers;
    private final RoleFollower roles;
    private final LastError lastError;
    private final LastError listError;

    private ImsSource(
            ImsConfig config, ImsClient client, Clockwork clockwork, RoleListings listings, LastError listError) {
        this.name = config.name();
        this.client = client;
        this.answers = new CredentialAnswer(clockwork.time());
        this.listError = listError;
        this.roles = new RoleFollower(name, client::roles, listings, clockwork, listError);
        this.lastError = new LastError(clockwork.time());
    }

    /**
     * A source for that configuration. Asks nothing yet.
     *
     * @param clockwork time and chance; its scheduler runs tasks on the context that calls
     * @param listings told the roles of the service, once {@link #follow} says so
     */
    public static ImsSource create(
            Vertx vertx, ImsConfig config, Clockwork clockwork, RoleListings listings, UpstreamMeters meters) {
        meters.register(config.name());
        ImsClient client = new ImsClient(vertx, config, clockwork, meters);
        return new ImsSource(config, client, clockwork, listings, new LastError(clockwork.time()));
    }

    /** Whether a failure arose before the service was asked, and so must not count against it. */
    public static boolean isOwnTrouble(Outcome.Failure failure) {
        return ImsErrors.isOwnTrouble(failure);
    }

    /** The longest that {@link #issue} takes, which may list the roles first. */
    public Duration bound() {
        return client.bound().multipliedBy(2);
    }

    /** Whether the roles that the service lists are wanted; nobody asks for them otherwise. */
    public void follow(boolean wanted) {
        roles.follow(wanted);
    }

    @Override
    public Future<Outcome> issue(CredentialKey key) {
        String role = key.parameters().getOrDefault(CredentialKey.ROLE, "");
        if (key.cloud() != Cloud.AWS || !(role.equals(FIRST) || RoleList.isName(role))) {
            return Future.succeededFuture(ImsErrors.roleInvalid());
        }
        Future<Outcome> outcome = (role.equals(FIRST) ? client.roles().compose(this::ofFirst) : of(role))
                .otherwise(unexpected -> unexpected(key, unexpected))
                .onSuccess(lastError::note);
        roles.refreshed();
        return outcome;
    }

    @Override
    public BackendStatus status() {
        BackendStatus issuing = lastError.status(name, Optional.empty());
        return issuing.lastError().isPresent() ? issuing : listError.status(name, Optional.empty());
    }

    @Override
    public Future<Void> close() {
        roles.follow(false);
        client.close();
        return Future.succeededFuture();
    }

    private Future<Outcome> of(String role) {
        return client.credentials(role, answers::read).map(ImsSource::outcome);
    }

    private Future<Outcome> ofFirst(Reading<RoleList> listed) {
        if (listed instanceof Reading.Read<RoleList> read) {
            return read.value().names().stream()
                    .findFirst()
                    .map(this::of)
                    .orElseGet(() -> Future.succeededFuture(ImsErrors.noRole()));
        }
        return Future.succeededFuture(listed.failure().orElseThrow());
    }

    private static Outcome outcome(Reading<Outcome.Issued> reading) {
        return reading instanceof Reading.Read<Outcome.Issued> read
                ? read.value()
                : reading.failure().orElseThrow();
    }

    /** A mistake in this package. The caller gets a value all the same, and the stack goes where it can be read. */
    private Outcome unexpected(CredentialKey key, Throwable cause) {
        LOG.atError()
                .addKeyValue("backend", name)
                .addKeyValue("credential", key.credential())
                .setCause(cause)
                .log("unexpected failure while asking the metadata service");
        return ImsErrors.internal(cause);
    }
}
