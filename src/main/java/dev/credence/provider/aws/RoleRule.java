package dev.credence.provider.aws;

import dev.credence.config.AwsCredentialConfig;
import dev.credence.config.AwsPartition;
import dev.credence.config.BackendConfig;
import dev.credence.config.CallerTemplate;
import dev.credence.config.Configuration;
import dev.credence.config.ImsConfig;
import dev.credence.config.RoleName;
import dev.credence.config.RolePatterns;
import dev.credence.config.StsConfig;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.Outcome;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Which role a credential is for: the configured one, or the one that a caller names and may have. Immutable. */
final class RoleRule {
    /** What can be listed, and stands in a path as it is. */
    private static final Pattern LISTABLE = Pattern.compile("[\\w+=,.@-]{1,64}");

    private static final Outcome.Failure MALFORMED = new Outcome.Denied(
            "role.malformed",
            "what this caller names as its role is none; it can be a name, name@account, path/name or an ARN");
    private static final Outcome.Failure OUTSIDE =
            new Outcome.Denied("role.not_allowed", "this caller may not have the role that it names");

    private final CallerTemplate template;
    private final Optional<String> defaultRole;
    private final Optional<String> defaultAccount;
    private final RolePatterns allowed;
    private final Kind kind;
    private final String partition;

    private enum Kind {
        /** A role of a secrets engine, named by the configuration alone. */
        ENGINE,
        /** One that a metadata service lists. */
        NAME,
        /** One of IAM. */
        IAM
    }

    /** What a caller gets. */
    sealed interface Choice {
        /**
         * A role.
         *
         * @param name its last part
         * @param arn whole, for people
         * @param parameters of the key
         */
        record Chosen(String name, String arn, Map<String, String> parameters) implements Choice {}

        /** One that it may not have, or that is none; the role as far as it was understood. */
        record Wrong(String name, String arn, Outcome.Failure failure) implements Choice {}

        /** It names none. */
        record None() implements Choice {}
    }

    RoleRule(AwsCredentialConfig credential, Configuration configuration) {
        BackendConfig backend = configuration.backends().get(credential.backend());
        this.template = CallerTemplate.parse(credential.role());
        this.defaultRole = credential.assumeRole().defaultRole();
        this.defaultAccount = credential.assumeRole().defaultAccount();
        this.allowed = new RolePatterns(credential.assumeRole().allowedRoles());
        this.kind = backend instanceof StsConfig ? Kind.IAM : backend instanceof ImsConfig ? Kind.NAME : Kind.ENGINE;
        this.partition = backend instanceof StsConfig sts ? AwsPartition.of(sts, configuration.awsInstance()) : "";
    }

    static boolean isListable(String role) {
        return LISTABLE.matcher(role).matches();
    }

    boolean isFixed() {
        return template.isFixed();
    }

    Choice choose(CallerFacts caller) {
        Optional<String> named = caller.fill(template)
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .or(() -> defaultRole);
        return named.map(role -> kind == Kind.IAM ? ofIam(role) : plain(role)).orElseGet(Choice.None::new);
    }

    private Choice plain(String role) {
        // What the configuration says may hold slashes; what a caller says goes into a path as it is.
        if (!isFixed() && !isListable(role)) {
            return new Choice.Wrong("", "", MALFORMED);
        }
        String name = role.substring(role.lastIndexOf('/') + 1);
        return kind == Kind.ENGINE || allowed.admit(role)
                ? new Choice.Chosen(name, role, Map.of(CredentialKey.ROLE, role))
                : new Choice.Wrong(name, role, OUTSIDE);
    }

    private Choice ofIam(String text) {
        RoleName role;
        try {
            role = RoleName.parse(text);
        } catch (IllegalArgumentException malformed) {
            return new Choice.Wrong("", "", MALFORMED);
        }
        Optional<String> arn = role.arn(partition, defaultAccount);
        if (arn.isEmpty()) {
            // Without an account the whole ARN is not known here, so only a rule without patterns can admit the role.
            return allowed.admitEverything()
                    ? new Choice.Chosen(role.name(), role.path(), Map.of(CredentialKey.ROLE, role.path()))
                    : new Choice.Wrong(role.name(), role.path(), OUTSIDE);
        }
        return allowed.admit(arn.get())
                ? new Choice.Chosen(role.name(), arn.get(), Map.of(CredentialKey.ROLE_ARN, arn.get()))
                : new Choice.Wrong(role.name(), arn.get(), OUTSIDE);
    }
}
