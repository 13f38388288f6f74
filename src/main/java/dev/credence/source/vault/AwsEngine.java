package dev.credence.source.vault;

import dev.credence.credential.CredentialKey;
import dev.credence.credential.Outcome;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The AWS secrets engine: one read of {@code creds/<role>}, which serves every kind of role.
 *
 * <p>Roles written before Vault 0.11 have no kind of their own, and Vault wants to hear {@code sts/} for a session of
 * such a role. It says so, is asked again there once, and from then on at that path first.
 */
final class AwsEngine implements SecretsEngine {
    private static final String OPERATION = "aws_creds";
    private static final String CREDS = "creds";
    private static final String STS = "sts";
    private static final String LEGACY_ROLE = "through the creds path";
    /** Roles come from the configuration; this bounds what a template could make of it. */
    private static final int MOST_LEGACY_ROLES = 1_000;

    private final VaultSession session;
    private final Optional<String> namespace;
    private final InstantSource clock;
    private final Set<String> legacyRoles = new HashSet<>();

    AwsEngine(VaultSession session, Optional<String> namespace, InstantSource clock) {
        this.session = session;
        this.namespace = namespace;
        this.clock = clock;
    }

    @Override
    public Future<Issue> issue(CredentialKey key) {
        Map<String, String> parameters = key.parameters();
        String mount = parameters.getOrDefault(CredentialKey.MOUNT, "aws");
        String role = parameters.getOrDefault(CredentialKey.ROLE, "");
        Optional<VaultPath> creds = VaultPath.of(mount, CREDS, role);
        Optional<VaultPath> sts = VaultPath.of(mount, STS, role);
        if (creds.isEmpty() || sts.isEmpty()) {
            return Future.succeededFuture(Issue.of(new Outcome.Denied(
                    "vault.invalid_name", "no mount and role can be called " + mount + " and " + role)));
        }
        String name = creds.get().toString();
        if (legacyRoles.contains(name)) {
            return ask(key, sts.get()).map(Answer::issue);
        }
        return ask(key, creds.get()).compose(answer -> {
            if (!answer.wantsSts()) {
                return Future.succeededFuture(answer.issue());
            }
            if (legacyRoles.size() < MOST_LEGACY_ROLES) {
                legacyRoles.add(name);
            }
            return ask(key, sts.get()).map(Answer::issue);
        });
    }

    private Future<Answer> ask(CredentialKey key, VaultPath path) {
        VaultRequest request = VaultRequest.get(OPERATION, path, query(key), namespace);
        return session.send(request).map(reply -> answer(key, request, reply));
    }

    private Answer answer(CredentialKey key, VaultRequest request, VaultReply reply) {
        if (reply instanceof VaultReply.Failed failed) {
            return new Answer(
                    Issue.of(failed.failure()),
                    failed.failure() instanceof Outcome.Denied denied
                            && denied.message().contains(LEGACY_ROLE));
        }
        VaultReply.Ok ok = (VaultReply.Ok) reply;
        return new Answer(Issue.of(AwsAnswer.read(key, request, ok, clock.instant()), ok), false);
    }

    /** In a fixed order, so that requests for one key are alike. */
    private static Map<String, String> query(CredentialKey key) {
        Map<String, String> query = new LinkedHashMap<>();
        add(query, "role_arn", key, CredentialKey.ROLE_ARN);
        add(query, "ttl", key, CredentialKey.TTL);
        add(query, "role_session_name", key, CredentialKey.SESSION_NAME);
        return query;
    }

    private static void add(Map<String, String> query, String name, CredentialKey key, String parameter) {
        String value = key.parameters().get(parameter);
        if (value != null && !value.isEmpty()) {
            query.put(name, value);
        }
    }

    private record Answer(Issue issue, boolean wantsSts) {}
}
