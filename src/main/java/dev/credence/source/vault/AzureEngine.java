package dev.credence.source.vault;

import dev.credence.config.AzureKind;
import dev.credence.credential.AzureAccessToken;
import dev.credence.credential.AzureDirectory;
import dev.credence.credential.AzurePrincipal;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.Outcome;
import dev.credence.credential.TimeSource;
import dev.credence.source.AnswerFields;
import dev.credence.source.UnreadableAnswer;
import dev.credence.telemetry.Secret;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/**
 * The Azure secrets engine and its relatives: an application's password with a lease, or a token for one resource; and
 * beside it once for each mount the directory that it is configured for (wire.md 5.6).
 */
final class AzureEngine implements SecretsEngine {
    private static final String CREDS_OPERATION = "azure_creds";
    private static final String TOKEN_OPERATION = "azure_token";
    private static final String CONFIG_OPERATION = "azure_config";

    private final VaultSession session;
    private final Optional<String> namespace;
    private final TimeSource clock;
    private final SideReading<AzureDirectory> directories;

    /** Makes a credential of an answer. */
    @FunctionalInterface
    private interface Reader {
        Outcome read(VaultReply.Ok reply, AzureDirectory directory) throws UnreadableAnswer;
    }

    AzureEngine(VaultSession session, Optional<String> namespace, TimeSource clock) {
        this.session = session;
        this.namespace = namespace;
        this.clock = clock;
        this.directories = new SideReading<>(session, clock, AzureDirectory.UNKNOWN, AzureEngine::directory);
    }

    @Override
    public Future<Issue> issue(CredentialKey key) {
        String mount = key.parameters().getOrDefault(CredentialKey.MOUNT, "azure");
        String role = key.parameters().getOrDefault(CredentialKey.ROLE, "");
        String kind = key.parameters().getOrDefault(CredentialKey.KIND, "");
        String resource = key.parameters().getOrDefault(CredentialKey.RESOURCE, "");
        Optional<VaultPath> config = VaultPath.of(mount, "config");
        Optional<VaultPath> path = path(kind, mount, role);
        if (config.isEmpty() || path.isEmpty()) {
            return Future.succeededFuture(Issue.of(new Outcome.Denied(
                    "vault.invalid_name",
                    "no mount, role and kind can be called " + mount + ", " + role + " and " + kind)));
        }
        boolean principal = kind.equals(AzureKind.CREDS.label());
        if (!principal && resource.isEmpty()) {
            return Future.succeededFuture(Issue.of(
                    new Outcome.Denied("azure.invalid_resource", "a token is for a resource, and none was named")));
        }
        VaultRequest beside = VaultRequest.get(CONFIG_OPERATION, config.get(), Map.of(), namespace);
        return ask(request(kind, path.get(), resource), beside, principal ? this::principal : this::token);
    }

    private static Optional<VaultPath> path(String kind, String mount, String role) {
        if (kind.equals(AzureKind.STATIC_TOKEN.label())) {
            return VaultPath.of(mount, "static-creds", role, "token");
        }
        boolean known = kind.equals(AzureKind.CREDS.label()) || kind.equals(AzureKind.TOKEN.label());
        return known ? VaultPath.of(mount, kind, role) : Optional.empty();
    }

    /** The resource goes out as it was asked for: with and without a slash at the end it may be two audiences. */
    private VaultRequest request(String kind, VaultPath path, String resource) {
        if (kind.equals(AzureKind.CREDS.label())) {
            return VaultRequest.get(CREDS_OPERATION, path, Map.of(), namespace);
        }
        return kind.equals(AzureKind.TOKEN.label())
                ? VaultRequest.get(TOKEN_OPERATION, path, Map.of("resource", resource), namespace)
                : VaultRequest.put(
                        TOKEN_OPERATION, path, new JsonObject().put("scope", resource + "/.default"), namespace);
    }

    private Future<Issue> ask(VaultRequest request, VaultRequest beside, Reader reader) {
        directories.begin(beside);
        return session.send(request).compose(reply -> {
            if (reply instanceof VaultReply.Failed failed) {
                return Future.succeededFuture(Issue.of(failed.failure()));
            }
            VaultReply.Ok ok = (VaultReply.Ok) reply;
            return directories.result(beside).map(directory -> Issue.of(read(request, reader, ok, directory), ok));
        });
    }

    private static Outcome read(VaultRequest request, Reader reader, VaultReply.Ok reply, AzureDirectory directory) {
        try {
            return reader.read(reply, directory);
        } catch (UnreadableAnswer unreadable) {
            return VaultErrors.badAnswer(request, unreadable.why());
        }
    }

    /**
     * The password of an application. Every version of the engine leases these, so an answer without a life is no
     * answer of it; and nothing could be promised about such a password.
     */
    private Outcome principal(VaultReply.Ok reply, AzureDirectory directory) throws UnreadableAnswer {
        AnswerFields body = new AnswerFields(reply.body());
        AnswerFields data = body.object("data");
        long life = body.seconds("lease_duration");
        if (life == 0) {
            throw new UnreadableAnswer("lease_duration is missing");
        }
        Instant end = reply.asked().truncatedTo(ChronoUnit.SECONDS).plusSeconds(life);
        AzurePrincipal principal =
                new AzurePrincipal(data.needed("client_id"), Secret.of(data.needed("client_secret")), directory);
        return new Outcome.Issued(principal, AnswerFields.ahead(end, clock.instant()), body.text("lease_id"));
    }

    private Outcome token(VaultReply.Ok reply, AzureDirectory directory) throws UnreadableAnswer {
        AnswerFields data = new AnswerFields(reply.body()).object("data");
        Instant expires = data.end("expires_in", "expires_on", reply.asked(), clock.instant());
        AzureAccessToken token =
                new AzureAccessToken(Secret.of(data.needed("access_token")), data.text("client_id"), directory);
        return new Outcome.Issued(token, expires);
    }

    private static AzureDirectory directory(AnswerFields data) throws UnreadableAnswer {
        return new AzureDirectory(data.text("tenant_id"), data.text("subscription_id"));
    }
}
