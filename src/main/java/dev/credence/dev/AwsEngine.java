package dev.credence.dev;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The AWS secrets engine: one role for each credential type, {@code creds/} and {@code sts/} served alike. */
final class AwsEngine implements Engine {
    private static final int LONGEST_SESSION_NAME = 64;
    private static final String SESSION_KEY = "ASIA";
    private static final String USER_KEY = "AKIA";

    /** Vault's credential types. */
    private enum CredentialType {
        ASSUMED_ROLE("assumed_role"),
        FEDERATION_TOKEN("federation_token"),
        SESSION_TOKEN("session_token"),
        IAM_USER("iam_user");

        private final String wireName;

        CredentialType(String wireName) {
            this.wireName = wireName;
        }
    }

    private static final Map<String, CredentialType> ROLES = new TreeMap<>(Map.of(
            DevIdentity.ROLE,
            CredentialType.ASSUMED_ROLE,
            DevIdentity.ROLE + "-federation",
            CredentialType.FEDERATION_TOKEN,
            DevIdentity.ROLE + "-session",
            CredentialType.SESSION_TOKEN,
            DevIdentity.ROLE + "-user",
            CredentialType.IAM_USER));

    private final Lifetime lifetime;
    private final Leases leases;
    private final MadeUpValues values;
    private final InstantSource clock;

    AwsEngine(Lifetime lifetime, Leases leases, MadeUpValues values, InstantSource clock) {
        this.lifetime = lifetime;
        this.leases = leases;
        this.values = values;
        this.clock = clock;
    }

    @Override
    public String type() {
        return "aws";
    }

    @Override
    public VaultAnswer answer(VaultCall call) {
        return switch (call.segment(0)) {
            case "roles" -> roles(call);
            case "creds", "sts" -> call.hasDepth(2) ? issue(call) : VaultAnswer.unsupportedPath();
            default -> VaultAnswer.unsupportedPath();
        };
    }

    private VaultAnswer roles(VaultCall call) {
        if (call.hasDepth(1) && call.operation() == VaultCall.Operation.LIST) {
            return VaultAnswer.keys(ROLES.keySet());
        }
        if (!call.hasDepth(2) || call.operation() != VaultCall.Operation.READ) {
            return VaultAnswer.unsupportedOperation();
        }
        return role(call.segment(1))
                .map(type -> VaultAnswer.data(description(type)))
                .orElseGet(VaultAnswer::absent);
    }

    private JsonObject description(CredentialType type) {
        boolean assumed = type == CredentialType.ASSUMED_ROLE;
        return new JsonObject()
                .put("credential_type", type.wireName)
                .put("role_arns", assumed ? new JsonArray().add(DevIdentity.AWS_ROLE_ARN) : null)
                .put("policy_arns", assumed ? null : new JsonArray().add("arn:aws:iam::aws:policy/ReadOnlyAccess"))
                .put("policy_document", "")
                .putNull("iam_groups")
                .putNull("iam_tags")
                .putNull("session_tags")
                .put("external_id", "")
                .put("default_sts_ttl", lifetime.limit().toSeconds())
                .put("max_sts_ttl", lifetime.limit().toSeconds())
                .put("user_path", "")
                .put("permissions_boundary_arn", "")
                .put("mfa_serial_number", "");
    }

    private VaultAnswer issue(VaultCall call) {
        if (!call.isReadOrWrite()) {
            return VaultAnswer.unsupportedOperation();
        }
        String name = call.segment(1);
        Optional<CredentialType> type = role(name);
        if (type.isEmpty()) {
            return VaultAnswer.refused(400, "Role \"" + name + "\" not found");
        }
        Optional<Duration> ttl = lifetime.granted(call, "ttl");
        if (ttl.isEmpty()) {
            return VaultAnswer.refused(400, "Field validation failed: error converting input for field \"ttl\"");
        }
        return switch (type.get()) {
            case ASSUMED_ROLE -> assumeRole(call, ttl.get());
            case FEDERATION_TOKEN, SESSION_TOKEN -> session(call, ttl.get(), new JsonObject());
            case IAM_USER -> user(call);
        };
    }

    private VaultAnswer assumeRole(VaultCall call, Duration ttl) {
        String arn = call.text("role_arn").orElse(DevIdentity.AWS_ROLE_ARN);
        if (!arn.equals(DevIdentity.AWS_ROLE_ARN)) {
            return VaultAnswer.refused(
                    400,
                    "role_arn \"" + arn + "\" not in allowed role arns for Vault role \"" + call.segment(1) + "\"");
        }
        String session = call.text("role_session_name").map(AwsEngine::cleaned).orElseGet(this::sessionName);
        String assumed = "arn:aws:sts::" + DevIdentity.AWS_ACCOUNT_ID + ":assumed-role/" + DevIdentity.ROLE;
        return session(call, ttl, new JsonObject().put("arn", assumed + "/" + session));
    }

    private VaultAnswer session(VaultCall call, Duration ttl, JsonObject more) {
        String token = values.awsSessionToken();
        JsonObject data = new JsonObject()
                .put("access_key", values.awsId(SESSION_KEY))
                .put("secret_key", values.awsSecretKey())
                // The old name and the new one of the same value: clients of either age find it.
                .put("security_token", token)
                .put("session_token", token)
                .put("ttl", ttl.toSeconds());
        return VaultAnswer.leased(leases.open(leasePath(call), ttl, false), data.mergeIn(more));
    }

    /** The lease of a user takes the engine's lives, not the request's, as in Vault. */
    private VaultAnswer user(VaultCall call) {
        JsonObject data = new JsonObject()
                .put("access_key", values.awsId(USER_KEY))
                .put("secret_key", values.awsSecretKey())
                .putNull("security_token")
                .putNull("session_token");
        return VaultAnswer.leased(leases.open(leasePath(call), lifetime.limit(), true), data);
    }

    private String leasePath(VaultCall call) {
        return type() + "/" + call.joined();
    }

    private String sessionName() {
        return "vault-" + DevIdentity.ROLE + "-" + clock.instant().getEpochSecond() + "-" + values.letters(20);
    }

    /** Vault replaces what STS would refuse. */
    private static String cleaned(String sessionName) {
        String clean = sessionName.replaceAll("[^a-zA-Z0-9+=,.@_-]", "_");
        return clean.substring(0, Math.min(clean.length(), LONGEST_SESSION_NAME));
    }

    private static Optional<CredentialType> role(String name) {
        return Optional.ofNullable(ROLES.get(name));
    }
}
