package dev.credence.config;

import java.time.Duration;
import java.util.function.BiConsumer;

/** Checks which roles callers may name, and what AWS STS takes of those that are assumed. */
final class RoleCheck {
    private static final String EXAMPLE = "arn:aws:iam::123456789012:role/apps/*";
    /** What AWS gives to a session that assumes another role. */
    private static final Duration CHAINED = Duration.ofHours(1);

    private final BiConsumer<ConfigPath, String> errors;
    private final BiConsumer<ConfigPath, String> warnings;

    /** Takes who is told of what cannot be used, and of what can: where, and what. */
    RoleCheck(BiConsumer<ConfigPath, String> errors, BiConsumer<ConfigPath, String> warnings) {
        this.errors = errors;
        this.warnings = warnings;
    }

    void check(Configuration configuration) {
        for (CredentialConfig each : configuration.credentials().values()) {
            if (each instanceof AwsCredentialConfig credential) {
                BackendConfig backend = configuration.backends().get(credential.backend());
                if (backend instanceof StsConfig sts) {
                    assumed(credential, AwsPartition.of(sts, configuration.awsInstance()));
                    chained(credential, sts);
                } else if (backend instanceof ImsConfig) {
                    listed(credential);
                }
            }
        }
    }

    private void assumed(AwsCredentialConfig credential, String partition) {
        AssumeRoleConfig rules = credential.assumeRole();
        RolePatterns allowed = new RolePatterns(rules.allowedRoles());
        rules.allowedRoles().stream()
                .filter(pattern -> !pattern.startsWith("arn:") && !pattern.equals("*"))
                .forEach(pattern -> error(
                        credential,
                        "allowed-roles",
                        pattern + " describes no ARN; write it like " + EXAMPLE + ", or * for any role"));
        if (isOpen(credential, EXAMPLE)) {
            return;
        }
        if (!allowed.admitEverything()
                && rules.defaultAccount().isEmpty()
                && (credential.isNamedByCallers() || !hasAccount(credential.role()))) {
            error(
                    credential,
                    "default-account",
                    "is missing: allowed-roles describe whole ARNs, and a role may be named without its account");
            return;
        }
        rules.defaultRole().ifPresent(role -> within(credential, "default-role", role, partition, allowed));
        if (!credential.isNamedByCallers()) {
            within(credential, "role", credential.role(), partition, allowed);
        }
    }

    private void listed(AwsCredentialConfig credential) {
        RolePatterns allowed = new RolePatterns(credential.assumeRole().allowedRoles());
        if (isOpen(credential, "app-*")) {
            return;
        }
        credential
                .assumeRole()
                .defaultRole()
                .filter(role -> !NameText.isValid(role))
                .ifPresent(role -> error(credential, "default-role", noName(role)));
        credential
                .assumeRole()
                .defaultRole()
                .filter(role -> !allowed.admit(role))
                .ifPresent(role -> error(credential, "default-role", outside(role)));
        if (credential.isNamedByCallers() || credential.isEveryRole()) {
            return;
        }
        if (!NameText.isValid(credential.role())) {
            error(credential, "role", noName(credential.role()));
        } else if (!allowed.admit(credential.role())) {
            error(credential, "role", outside(credential.role()));
        }
    }

    private static String noName(String role) {
        return role + " is not the name of a role; a name may have up to 64 letters, digits and _ + = , . @ -";
    }

    /** Nobody is to find out later that every container could choose: who wants that has to say so. */
    private boolean isOpen(AwsCredentialConfig credential, String example) {
        AssumeRoleConfig rules = credential.assumeRole();
        if (!credential.isNamedByCallers()) {
            if (rules.defaultRole().isPresent()) {
                error(credential, "default-role", "is for a role that callers name; remove it, or write ${caller...}");
            }
            return false;
        }
        if (rules.allowedRoles().isEmpty()) {
            error(
                    credential,
                    "allowed-roles",
                    "is missing, so callers could name any role that this gateway can get; list what they may have,"
                            + " like [\"" + example + "\"], or write [\"*\"] for any");
            return true;
        }
        return false;
    }

    private void within(
            AwsCredentialConfig credential, String key, String role, String partition, RolePatterns allowed) {
        try {
            RoleName.parse(role)
                    .arn(partition, credential.assumeRole().defaultAccount())
                    .filter(arn -> !allowed.admit(arn))
                    .ifPresent(arn -> error(credential, key, outside(arn)));
        } catch (IllegalArgumentException malformed) {
            // A role that is written where it stands was reported when it was read.
            if (key.equals("default-role")) {
                error(credential, key, role + " " + malformed.getMessage());
            }
        }
    }

    private void chained(AwsCredentialConfig credential, StsConfig sts) {
        credential
                .ttl()
                .filter(ttl -> sts.credentials().isPresent() && ttl.compareTo(CHAINED) > 0)
                .ifPresent(ttl -> warnings.accept(
                        path(credential, "ttl"),
                        DurationText.format(ttl) + " is more than the 1h that AWS gives when a role is assumed with"
                                + " the credentials of another; write 1h unless they are an IAM user's"));
    }

    private static boolean hasAccount(String role) {
        try {
            return RoleName.parse(role).account().isPresent();
        } catch (IllegalArgumentException reportedBefore) {
            return true;
        }
    }

    private static String outside(String role) {
        return role + " is not among the allowed-roles; add it there, or name one of them";
    }

    private void error(AwsCredentialConfig credential, String key, String message) {
        errors.accept(path(credential, key), message);
    }

    private static ConfigPath path(AwsCredentialConfig credential, String key) {
        return ConfigPath.of("credentials", credential.name(), key);
    }
}
