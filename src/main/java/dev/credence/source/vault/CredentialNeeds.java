package dev.credence.source.vault;

import dev.credence.config.AwsCredentialConfig;
import dev.credence.config.AzureCredentialConfig;
import dev.credence.config.AzureKind;
import dev.credence.config.CredentialConfig;
import dev.credence.config.GcpCredentialConfig;
import dev.credence.config.GcpKind;
import dev.credence.credential.CredentialKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a credential needs of Vault, as the engines of this package will ask for it.
 *
 * @param ways in which it can be issued, in the order of trying; one of them has to work
 * @param key by which the engine issues one
 */
record CredentialNeeds(CredentialConfig credential, List<Way> ways, CredentialKey key) {
    /** What a token is for, where one is tried that must be for something. */
    private static final String ANY_RESOURCE = "https://management.azure.com/";

    private static final String READ = "read";

    /**
     * One way.
     *
     * @param issuing where it is issued
     * @param capability what the token must be allowed to do there
     * @param role where the role can be read
     * @param example what writes such a role
     */
    record Way(VaultPath issuing, String capability, VaultPath role, String example) {}

    /** The kind of engine that the mount must hold. */
    String engine() {
        return credential.provider().label();
    }

    String about() {
        return "credential " + credential.name();
    }

    /**
     * What that credential needs.
     *
     * @param sessionName of AWS, where the configuration does not tell one that is the same for all callers
     * @return empty if no mount and role can be called that
     */
    static Optional<CredentialNeeds> of(CredentialConfig credential, String sessionName) {
        List<Way> ways = new ArrayList<>();
        Map<String, String> parameters = new HashMap<>();
        parameters.put(CredentialKey.MOUNT, credential.mount());
        parameters.put(CredentialKey.ROLE, credential.role());
        if (credential instanceof AwsCredentialConfig aws) {
            way(aws, "creds", "", READ, "roles", "credential_type=assumed_role role_arns=ARN")
                    .ifPresent(ways::add);
            aws.roleArn().ifPresent(arn -> parameters.put(CredentialKey.ROLE_ARN, arn));
            aws.ttl().ifPresent(ttl -> parameters.put(CredentialKey.TTL, Long.toString(ttl.toSeconds())));
            parameters.put(
                    CredentialKey.SESSION_NAME,
                    aws.sessionName().filter(name -> !name.contains("${")).orElse(sessionName));
        } else if (credential instanceof GcpCredentialConfig gcp) {
            ways.addAll(google(gcp));
            parameters.put(CredentialKey.KIND, gcp.kind().label());
        } else if (credential instanceof AzureCredentialConfig azure) {
            azure(azure).ifPresent(ways::add);
            parameters.put(CredentialKey.KIND, azure.kind().label());
            parameters.put(CredentialKey.RESOURCE, ANY_RESOURCE);
        }
        CredentialKey key =
                new CredentialKey(credential.provider(), credential.name(), credential.backend(), parameters);
        return ways.isEmpty() ? Optional.empty() : Optional.of(new CredentialNeeds(credential, ways, key));
    }

    private static List<Way> google(GcpCredentialConfig gcp) {
        List<Way> ways = new ArrayList<>();
        for (GcpKind kind : List.of(GcpKind.IMPERSONATED_ACCOUNT, GcpKind.STATIC_ACCOUNT, GcpKind.ROLESET)) {
            if (gcp.kind() == GcpKind.AUTO || gcp.kind() == kind) {
                String example = kind == GcpKind.ROLESET
                        ? "project=PROJECT secret_type=access_token token_scopes=SCOPE bindings=BINDINGS"
                        : "service_account_email=EMAIL token_scopes=SCOPE";
                way(gcp, kind.label(), "token", READ, kind.label(), example).ifPresent(ways::add);
            }
        }
        return ways;
    }

    private static Optional<Way> azure(AzureCredentialConfig azure) {
        return azure.kind() == AzureKind.STATIC_TOKEN
                ? way(azure, "static-creds", "token", "update", "static-roles", "application_object_id=ID")
                : way(azure, azure.kind().label(), "", READ, "roles", "azure_roles=ROLES");
    }

    private static Optional<Way> way(
            CredentialConfig credential, String first, String last, String capability, String roles, String example) {
        String role = credential.role();
        Optional<VaultPath> issuing = last.isEmpty()
                ? VaultPath.of(credential.mount(), first, role)
                : VaultPath.of(credential.mount(), first, role, last);
        return issuing.flatMap(path -> VaultPath.of(credential.mount(), roles, role)
                .map(read -> new Way(path, capability, read, "vault write " + read + " " + example)));
    }
}
