package dev.credence.provider.aws;

import dev.credence.config.AwsCredentialConfig;
import dev.credence.credential.CredentialKey;
import dev.credence.provider.KeyTemplate;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The key of a configured credential for each caller: one for all, unless the session's name holds the caller's.
 * Immutable; any thread.
 */
final class AwsKeyTemplate implements KeyTemplate {
    private static final String CALLER_NAME = "${caller.name}";
    /** What STS takes in a session name, and how long it may be (API reference of AssumeRole). */
    private static final Pattern NOT_IN_SESSION_NAMES = Pattern.compile("[^\\w+=,.@-]");

    private static final int SESSION_NAME_LENGTH = 64;
    private static final int SHORTEST_SESSION_NAME = 2;

    private final AwsCredentialConfig credential;
    private final String sessionName;
    private final @Nullable CredentialKey fixed;

    /**
     * @param node names the sessions of credentials that do not say how; {@code credence-HOSTNAME} as a rule
     */
    AwsKeyTemplate(AwsCredentialConfig credential, String node) {
        this.credential = credential;
        this.sessionName = credential.sessionName().orElse(node);
        this.fixed = sessionName.contains(CALLER_NAME) ? null : key(sessionName, Optional.empty());
    }

    @Override
    public CredentialKey keyFor(String callerName) {
        return fixed != null ? fixed : key(sessionName.replace(CALLER_NAME, callerName), Optional.of(callerName));
    }

    @Override
    public Optional<CredentialKey> fixed() {
        return Optional.ofNullable(fixed);
    }

    private CredentialKey key(String session, Optional<String> caller) {
        Map<String, String> parameters = new HashMap<>();
        parameters.put(CredentialKey.MOUNT, credential.mount());
        parameters.put(CredentialKey.ROLE, credential.role());
        parameters.put(CredentialKey.SESSION_NAME, clean(session));
        // Names that differ may be cut to the same session name; their callers must not share a credential all the
        // same.
        caller.ifPresent(name -> parameters.put(CredentialKey.CALLER, name));
        credential.roleArn().ifPresent(arn -> parameters.put(CredentialKey.ROLE_ARN, arn));
        credential.ttl().ifPresent(ttl -> parameters.put(CredentialKey.TTL, Long.toString(ttl.toSeconds())));
        return new CredentialKey(credential.provider(), credential.name(), credential.backend(), parameters);
    }

    private static String clean(String session) {
        String cleaned = NOT_IN_SESSION_NAMES.matcher(session).replaceAll("-");
        return cleaned.length() < SHORTEST_SESSION_NAME
                ? "credence-" + cleaned
                : cleaned.substring(0, Math.min(SESSION_NAME_LENGTH, cleaned.length()));
    }
}
