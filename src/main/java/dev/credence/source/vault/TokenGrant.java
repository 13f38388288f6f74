package dev.credence.source.vault;

import dev.credence.source.AnswerFields;
import dev.credence.source.UnreadableAnswer;
import dev.credence.telemetry.Secret;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What Vault says of a token that it has just given or renewed, the {@code auth} of an answer.
 *
 * @param asked the wall clock just before it was asked for
 * @param life from then on; zero if it never ends
 * @param isBatch batch tokens can be neither renewed nor revoked, whatever is said about them
 * @param uses how many requests it is good for; zero if that does not count
 */
record TokenGrant(Secret token, Instant asked, Duration life, boolean renewable, boolean isBatch, long uses) {
    private static final String BATCH = "hvb.";
    private static final String OLD_BATCH = "b.";

    /** What Vault calls this kind. */
    private static final String BATCH_TYPE = "batch";

    /** Reads it. */
    static TokenGrant read(VaultReply.Ok reply) throws UnreadableAnswer {
        AnswerFields auth = new AnswerFields(reply.body()).object("auth");
        JsonObject raw = reply.body().getJsonObject("auth");
        if (raw.getValue("mfa_requirement") != null && auth.text("client_token").isEmpty()) {
            throw new UnreadableAnswer("it wants a second factor, which a gateway does not have");
        }
        String token = auth.needed("client_token");
        if (token.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw new UnreadableAnswer("client_token holds characters that no token has");
        }
        return new TokenGrant(
                Secret.of(token),
                reply.asked(),
                Duration.ofSeconds(auth.seconds("lease_duration")),
                Boolean.TRUE.equals(raw.getValue("renewable")),
                isBatch(token, auth),
                auth.seconds("num_uses"));
    }

    /** When it ends, if it does. */
    Optional<Instant> end() {
        return life.isZero() ? Optional.empty() : Optional.of(asked.plus(life));
    }

    /** Whether asking for a longer life makes sense; Vault would count that as a use. */
    boolean mayBeRenewed() {
        return renewable && !isBatch && uses == 0;
    }

    private static boolean isBatch(String token, AnswerFields auth) throws UnreadableAnswer {
        return token.startsWith(BATCH)
                || token.startsWith(OLD_BATCH)
                || auth.text("token_type").equals(Optional.of(BATCH_TYPE));
    }
}
