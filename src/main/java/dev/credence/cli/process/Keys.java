package dev.credence.cli.process;

import dev.credence.telemetry.Secret;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * AWS access keys, to be written down as {@code credential_process} wants them.
 *
 * @param expires what the document says; empty for the keys of an IAM user, which have no end of their own
 */
public record Keys(
        String accessKeyId,
        Secret secretAccessKey,
        Optional<Secret> sessionToken,
        Optional<Instant> expires,
        Optional<String> accountId) {

    /** One line of ASCII (wire.md 2.7). */
    String json() {
        StringBuilder json = new StringBuilder(1500).append("{\"Version\":1");
        field(json, "AccessKeyId", accessKeyId);
        field(json, "SecretAccessKey", secretAccessKey.reveal());
        sessionToken.ifPresent(token -> field(json, "SessionToken", token.reveal()));
        expires.ifPresent(end ->
                field(json, "Expiration", end.truncatedTo(ChronoUnit.SECONDS).toString()));
        accountId.ifPresent(account -> field(json, "AccountId", account));
        return json.append('}').toString();
    }

    /**
     * The document of keys that end at that second.
     *
     * @param issued the second in which they were asked for
     * @param end of the session, or of the lease of an IAM user
     */
    public Answer.Issued issued(long issued, long end) {
        // A user's keys end with the lease whatever the document says, and whoever has read it keeps them to the last:
        // half of the lease is left to them at least.
        return new Answer.Issued(json(), expires.isPresent() ? end : issued + (end - issued) / 2, end);
    }

    private static void field(StringBuilder json, String name, String value) {
        json.append(",\"").append(name).append("\":\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ' || c > '~') {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        json.append('"');
    }
}
