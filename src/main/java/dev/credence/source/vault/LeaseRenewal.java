package dev.credence.source.vault;

import dev.credence.credential.Outcome;
import dev.credence.source.AnswerFields;
import dev.credence.source.UnreadableAnswer;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Has Vault let a lease live on, {@code PUT sys/leases/renew}. */
final class LeaseRenewal {
    private static final VaultPath PATH = VaultPath.of("sys", "leases", "renew").orElseThrow();

    private final VaultSession session;

    /** What Vault said. */
    sealed interface Result {}

    /**
     * It lives until then.
     *
     * @param granted from the request on
     */
    record Renewed(Instant end, Duration granted) implements Result {}

    /** It was not renewed. */
    record Refused(Outcome.Failure failure) implements Result {}

    LeaseRenewal(VaultSession session) {
        this.session = session;
    }

    /**
     * Asks once.
     *
     * @param increment the life from now on that is wanted; Vault cuts it to what the role and the mount permit
     * @return never fails
     */
    Future<Result> renew(String lease, Duration increment, Optional<String> namespace) {
        JsonObject body = new JsonObject().put("lease_id", lease).put("increment", increment.toSeconds());
        VaultRequest request = VaultRequest.put("lease_renew", PATH, body, namespace);
        return session.send(request).map(reply -> result(request, reply));
    }

    private static Result result(VaultRequest request, VaultReply reply) {
        if (reply instanceof VaultReply.Failed failed) {
            return new Refused(failed.failure());
        }
        VaultReply.Ok ok = (VaultReply.Ok) reply;
        try {
            long seconds = new AnswerFields(ok.body()).seconds("lease_duration");
            return new Renewed(
                    ok.asked().truncatedTo(ChronoUnit.SECONDS).plusSeconds(seconds), Duration.ofSeconds(seconds));
        } catch (UnreadableAnswer unreadable) {
            return new Refused(VaultErrors.badAnswer(request, unreadable.why()));
        }
    }
}
