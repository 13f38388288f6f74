package dev.credence.dev;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The Google Cloud secrets engine: access tokens, for which it keeps no lease. */
final class GcpEngine implements Engine {
    private static final String SCOPE = "https://www.googleapis.com/auth/cloud-platform";
    private static final String SECRET_TYPE = "access_token";

    /** The three ways to name a service account; the texts are Vault's own, with its grammar. */
    private enum Kind {
        ROLESET("roleset", "role set '%s' does not exists"),
        STATIC_ACCOUNT("static-account", "static account '%s' does not exists"),
        IMPERSONATED_ACCOUNT("impersonated-account", "impersonated account \"%s\" does not exists");

        private final String wireName;
        private final String absent;

        Kind(String wireName, String absent) {
            this.wireName = wireName;
            this.absent = absent;
        }

        static Optional<Kind> named(String wireName) {
            for (Kind kind : values()) {
                if (kind.wireName.equals(wireName)) {
                    return Optional.of(kind);
                }
            }
            return Optional.empty();
        }
    }

    private final Lifetime lifetime;
    private final GoogleTokens tokens;
    private final InstantSource clock;

    GcpEngine(Lifetime lifetime, GoogleTokens tokens, InstantSource clock) {
        this.lifetime = lifetime;
        this.tokens = tokens;
        this.clock = clock;
    }

    @Override
    public String type() {
        return "gcp";
    }

    @Override
    public VaultAnswer answer(VaultCall call) {
        String first = call.segment(0);
        if (call.hasDepth(2) && first.equals("token")) {
            // The form of Vault before 1.8, still served by it.
            return token(Kind.ROLESET, call.segment(1), call);
        }
        if (call.hasDepth(1) && first.endsWith("s")) {
            return Kind.named(first.substring(0, first.length() - 1))
                    .map(kind -> list(call))
                    .orElseGet(VaultAnswer::unsupportedPath);
        }
        return Kind.named(first).map(kind -> account(kind, call)).orElseGet(VaultAnswer::unsupportedPath);
    }

    private static VaultAnswer list(VaultCall call) {
        return call.operation() == VaultCall.Operation.LIST
                ? VaultAnswer.keys(List.of(DevIdentity.ROLE))
                : VaultAnswer.unsupportedOperation();
    }

    private VaultAnswer account(Kind kind, VaultCall call) {
        String name = call.segment(1);
        if (call.hasDepth(2)) {
            return read(kind, name, call);
        }
        if (call.hasDepth(3) && call.segment(2).equals("token")) {
            return token(kind, name, call);
        }
        if (call.hasDepth(3) && call.segment(2).equals("key") && kind != Kind.IMPERSONATED_ACCOUNT) {
            return VaultAnswer.refused(
                    400, name + " cannot generate service account keys (has secret type " + SECRET_TYPE + ")");
        }
        return VaultAnswer.unsupportedPath();
    }

    private VaultAnswer read(Kind kind, String name, VaultCall call) {
        if (call.operation() != VaultCall.Operation.READ) {
            return VaultAnswer.unsupportedOperation();
        }
        if (!name.equals(DevIdentity.ROLE)) {
            return VaultAnswer.absent();
        }
        JsonObject data = new JsonObject()
                .put("service_account_email", DevIdentity.GCP_EMAIL)
                .put("token_scopes", new JsonArray().add(SCOPE));
        return VaultAnswer.data(
                switch (kind) {
                    case ROLESET ->
                        data.put("project", DevIdentity.GCP_PROJECT)
                                .put("secret_type", SECRET_TYPE)
                                .put("bindings", new JsonObject());
                    case STATIC_ACCOUNT ->
                        data.put("service_account_project", DevIdentity.GCP_PROJECT)
                                .put("secret_type", SECRET_TYPE)
                                .putNull("bindings");
                    case IMPERSONATED_ACCOUNT ->
                        data.put("service_account_project", DevIdentity.GCP_PROJECT)
                                .put("ttl", lifetime.limit().toSeconds());
                });
    }

    private VaultAnswer token(Kind kind, String name, VaultCall call) {
        if (!call.isReadOrWrite()) {
            return VaultAnswer.unsupportedOperation();
        }
        if (!name.equals(DevIdentity.ROLE)) {
            return VaultAnswer.refused(400, kind.absent.formatted(name));
        }
        long seconds = lifetime.limit().toSeconds();
        return VaultAnswer.data(new JsonObject()
                .put("token", tokens.issue(lifetime.limit()).reveal())
                .put("token_ttl", seconds)
                .put("expires_at_seconds", clock.instant().getEpochSecond() + seconds));
    }
}
