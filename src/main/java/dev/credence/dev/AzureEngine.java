package dev.credence.dev;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/**
 * The Azure secrets engine: leased application passwords, the tokens of the fork that Attache calls, and the static
 * credentials of Vault Enterprise.
 */
final class AzureEngine implements Engine {
    private static final String DEFAULT_RESOURCE = "https://management.azure.com/";
    /** Static passwords are rotated by Vault in its own time, not issued for the request. */
    private static final Duration STATIC_LIFE = Duration.ofDays(180);

    private final Lifetime lifetime;
    private final Leases leases;
    private final AzureClients clients;
    private final AzureTokens tokens;
    private final MadeUpValues values;
    private final JsonObject staticCredentials;

    AzureEngine(
            Lifetime lifetime,
            Leases leases,
            AzureClients clients,
            AzureTokens tokens,
            MadeUpValues values,
            InstantSource clock) {
        this.lifetime = lifetime;
        this.leases = leases;
        this.clients = clients;
        this.tokens = tokens;
        this.values = values;
        this.staticCredentials = staticCredentials(clock.instant());
    }

    @Override
    public String type() {
        return "azure";
    }

    @Override
    public VaultAnswer answer(VaultCall call) {
        return switch (call.segment(0)) {
            case "config" -> config(call);
            case "roles" -> roles(call);
            case "creds" -> call.hasDepth(2) ? issue(call) : VaultAnswer.unsupportedPath();
            case "token" -> call.hasDepth(2) ? token(call) : VaultAnswer.unsupportedPath();
            case "static-creds" -> staticCreds(call);
            default -> VaultAnswer.unsupportedPath();
        };
    }

    private static VaultAnswer config(VaultCall call) {
        if (!call.hasDepth(1)) {
            return VaultAnswer.unsupportedPath();
        }
        return reading(
                call,
                () -> VaultAnswer.data(new JsonObject()
                        .put("subscription_id", DevIdentity.AZURE_SUBSCRIPTION_ID)
                        .put("tenant_id", DevIdentity.AZURE_TENANT_ID)
                        .put("client_id", DevIdentity.AZURE_CLIENT_ID)
                        .put("environment", "AzurePublicCloud")
                        .put("root_password_ttl", STATIC_LIFE.toSeconds())));
    }

    private VaultAnswer roles(VaultCall call) {
        if (call.hasDepth(1) && call.operation() == VaultCall.Operation.LIST) {
            return VaultAnswer.keys(List.of(DevIdentity.ROLE));
        }
        if (!call.hasDepth(2)) {
            return VaultAnswer.unsupportedOperation();
        }
        return reading(call, () -> isKnown(call) ? VaultAnswer.data(role()) : VaultAnswer.absent());
    }

    private JsonObject role() {
        return new JsonObject()
                .put("application_object_id", "")
                .putNull("azure_roles")
                .putNull("azure_groups")
                .put("permanently_delete", false)
                .put("ttl", lifetime.limit().toSeconds())
                .put("max_ttl", lifetime.limit().toSeconds());
    }

    private VaultAnswer issue(VaultCall call) {
        return reading(call, () -> {
            if (!isKnown(call)) {
                return noSuchRole(call);
            }
            Lease lease = leases.open(type() + "/" + call.joined(), lifetime.limit(), true);
            String clientId = values.uuid();
            String secret = values.azureClientSecret();
            clients.add(clientId, secret, lease);
            return VaultAnswer.leased(
                    lease, new JsonObject().put("client_id", clientId).put("client_secret", secret));
        });
    }

    private VaultAnswer token(VaultCall call) {
        return reading(call, () -> {
            if (!isKnown(call)) {
                return noSuchRole(call);
            }
            String resource = call.text("resource").orElse(DEFAULT_RESOURCE);
            return VaultAnswer.data(tokens.asText(DevIdentity.AZURE_CLIENT_ID, resource, lifetime.limit()));
        });
    }

    private VaultAnswer staticCreds(VaultCall call) {
        if (call.hasDepth(3) && call.segment(2).equals("token")) {
            return staticToken(call);
        }
        if (!call.hasDepth(2)) {
            return VaultAnswer.unsupportedPath();
        }
        return reading(call, () -> isKnown(call) ? VaultAnswer.data(staticCredentials.copy()) : noSuchRole(call));
    }

    private VaultAnswer staticToken(VaultCall call) {
        if (call.operation() != VaultCall.Operation.WRITE) {
            return VaultAnswer.unsupportedOperation();
        }
        if (!isKnown(call)) {
            return noSuchRole(call);
        }
        return call.text("scope")
                .map(scope -> VaultAnswer.data(tokens.asNumbers(DevIdentity.AZURE_CLIENT_ID, scope, lifetime.limit())))
                .orElseGet(() -> VaultAnswer.refused(400, "missing required field: scope"));
    }

    /** Made once, since reading does not rotate them. */
    private JsonObject staticCredentials(Instant now) {
        String secret = values.azureClientSecret();
        clients.add(DevIdentity.AZURE_CLIENT_ID, secret);
        return new JsonObject()
                .put("client_id", DevIdentity.AZURE_CLIENT_ID)
                .put("client_secret", secret)
                .put("secret_id", values.uuid())
                .put("expiration", VaultTime.text(now.plus(STATIC_LIFE)));
    }

    private static VaultAnswer reading(VaultCall call, Supplier<VaultAnswer> read) {
        return call.operation() == VaultCall.Operation.READ ? read.get() : VaultAnswer.unsupportedOperation();
    }

    private static boolean isKnown(VaultCall call) {
        return call.segment(1).equals(DevIdentity.ROLE);
    }

    private static VaultAnswer noSuchRole(VaultCall call) {
        return VaultAnswer.refused(400, "role '" + call.segment(1) + "' does not exist");
    }
}
