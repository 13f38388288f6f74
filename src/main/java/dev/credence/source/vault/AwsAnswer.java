package dev.credence.source.vault;

import dev.credence.credential.AwsCredential;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.Outcome;
import dev.credence.source.AnswerFields;
import dev.credence.source.UnreadableAnswer;
import dev.credence.telemetry.Secret;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Reads the answer of the AWS secrets engine (wire.md 5.4). */
final class AwsAnswer {
    /** The shortest session that AWS grants: what can be relied on when Vault tells no life at all. */
    private static final Duration SHORTEST_SESSION = Duration.ofMinutes(15);

    private final AnswerFields body;
    private final AnswerFields data;

    private AwsAnswer(AnswerFields body) throws UnreadableAnswer {
        this.body = body;
        this.data = body.object("data");
    }

    /**
     * The credential in it.
     *
     * @param now the wall clock, to recognise an answer that came too late to be of use
     * @return {@code vault.bad_answer} if it is incomplete or makes no sense
     */
    static Outcome read(CredentialKey key, VaultRequest request, VaultReply.Ok reply, Instant now) {
        try {
            return new AwsAnswer(new AnswerFields(reply.body())).outcome(key, reply.asked(), now);
        } catch (UnreadableAnswer unreadable) {
            return VaultErrors.badAnswer(request, unreadable.why());
        }
    }

    private Outcome outcome(CredentialKey key, Instant asked, Instant now) throws UnreadableAnswer {
        String accessKey = data.needed("access_key");
        String secretKey = data.needed("secret_key");
        // Vault has session_token since 1.16 only; security_token is the same value.
        Optional<String> olderSession = data.text("security_token");
        Optional<String> session = data.text("session_token").or(() -> olderSession);
        Instant expires =
                AnswerFields.ahead(asked.truncatedTo(ChronoUnit.SECONDS).plusSeconds(lifeSeconds()), now);
        Optional<AwsArn> identity = data.text("arn").flatMap(AwsArn::parse);
        // What was asked for is what was assumed, and unlike the session's ARN it has the role's path.
        Optional<String> askedRole = Optional.ofNullable(key.parameters().get(CredentialKey.ROLE_ARN));
        Optional<AwsArn> known = identity.or(() -> askedRole.flatMap(AwsArn::parse));
        AwsCredential credential = new AwsCredential(
                accessKey,
                Secret.of(secretKey),
                session.map(Secret::of),
                known.map(AwsArn::account),
                askedRole.or(() -> known.flatMap(AwsArn::role)));
        // The lease of a session is one in name only: to revoke it does nothing, and it cannot be renewed.
        return new Outcome.Issued(credential, expires, session.isPresent() ? Optional.empty() : body.text("lease_id"));
    }

    /** The shorter of the two lives told; the lease of a session may be longer than the session. */
    private long lifeSeconds() throws UnreadableAnswer {
        long session = data.seconds("ttl");
        long lease = body.seconds("lease_duration");
        if (session > 0 && lease > 0) {
            return Math.min(session, lease);
        }
        long told = Math.max(session, lease);
        return told > 0 ? told : SHORTEST_SESSION.toSeconds();
    }
}
