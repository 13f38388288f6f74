package dev.credence.source.vault;

import dev.credence.credential.Outcome;
import dev.credence.credential.TimeSource;
import dev.credence.source.Finding;
import dev.credence.telemetry.Cloud;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;

/** Issues a credential for real and gives its lease back; tells what came, never its secret. */
final class IssueExamination {
    private static final VaultPath REVOKE =
            VaultPath.of("sys", "leases", "revoke").orElseThrow();

    private final VaultSession session;
    private final Optional<String> namespace;
    private final Map<Cloud, SecretsEngine> engines;

    IssueExamination(VaultAccess vault, Optional<String> namespace, TimeSource clock) {
        this.session = vault.session();
        this.namespace = namespace;
        this.engines = vault.engines(namespace, clock);
    }

    /** Never fails. */
    Future<Finding> examine(CredentialNeeds needs) {
        SecretsEngine engine = engines.get(needs.credential().provider());
        if (engine == null) {
            return Future.succeededFuture(Finding.skipped(needs.about(), "there is no engine to try"));
        }
        return engine.issue(needs.key()).map(Issue::outcome).compose(outcome -> {
            if (outcome instanceof Outcome.Issued issued) {
                return issued(needs, issued);
            }
            Outcome.Failure failure = (Outcome.Failure) outcome;
            String text = "none was issued: " + failure.message();
            return Future.succeededFuture(
                    failure instanceof Outcome.Refusal
                            ? Finding.refused(needs.about(), text)
                            : Finding.unavailable(needs.about(), text));
        });
    }

    private Future<Finding> issued(CredentialNeeds needs, Outcome.Issued issued) {
        String what = "issued ..." + issued.credential().fingerprint() + " until " + issued.expires();
        if (issued.lease().isEmpty()) {
            return Future.succeededFuture(Finding.ok(needs.about(), what + "; it ends by itself"));
        }
        JsonObject body = new JsonObject().put("lease_id", issued.lease().get());
        return session.send(VaultRequest.put("lease_revoke", REVOKE, body, namespace))
                .map(reply -> reply instanceof VaultReply.Ok
                        ? Finding.ok(needs.about(), what + ", and revoked it")
                        : Finding.warning(
                                needs.about(),
                                what + ", and could not revoke it: "
                                        + ((VaultReply.Failed) reply).failure().message()));
    }
}
