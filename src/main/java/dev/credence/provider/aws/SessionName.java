package dev.credence.provider.aws;

import dev.credence.config.CallerTemplate;
import dev.credence.credential.CredentialKey;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the audit trail of the cloud calls a session, for each caller. Immutable. */
final class SessionName {
    /** What STS takes in a session name, and how long it may be (API reference of AssumeRole). */
    private static final Pattern NOT_IN_SESSION_NAMES = Pattern.compile("[^\\w+=,.@-]");

    private static final int LONGEST = 64;
    private static final int SHORTEST = 2;

    private final CallerTemplate template;
    private final String node;

    /**
     * @param configured may refer to the caller
     * @param node names the sessions of credentials that do not say how; {@code credence-HOSTNAME} as a rule
     */
    SessionName(Optional<String> configured, String node) {
        this.template = CallerTemplate.parse(configured.orElse(node));
        this.node = node;
    }

    boolean isFixed() {
        return template.isFixed();
    }

    /** Adds it to the key's parameters. */
    void describe(CallerFacts caller, Map<String, String> parameters) {
        String filled = caller.fillWhatIsThere(template);
        parameters.put(CredentialKey.SESSION_NAME, clean(filled.isBlank() && !template.holdsName() ? node : filled));
        if (template.holdsName()) {
            // Names that differ may be cut to the same session name; their callers must not share a credential all the
            // same.
            parameters.put(CredentialKey.CALLER, caller.name());
        }
    }

    static String clean(String session) {
        String cleaned = NOT_IN_SESSION_NAMES.matcher(session).replaceAll("-");
        return cleaned.length() < SHORTEST
                ? "credence-" + cleaned
                : cleaned.substring(0, Math.min(LONGEST, cleaned.length()));
    }
}
