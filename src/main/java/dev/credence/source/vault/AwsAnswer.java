package dev.credence.source.vault;

import dev.credence.credential.AwsCredential;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.Outcome;
import dev.credence.telemetry.Secret;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Reads the answer of the AWS secrets engine (wire.md 5.4). */
final class AwsAnswer {
    /** The shortest session that AWS grants: what can be relied on when Vault tells no life at all. */
    private static final Duration SHORTEST_SESSION = Duration.ofMinutes(15);
    /** Leases of IAM users may be told to last for decades; nothing here is kept that long. */
    private static final long MOST_SECONDS = Duration.ofDays(365).toSeconds();

    private final JsonObject body;

    private AwsAnswer(JsonObject body) {
        this.body = body;
    }

    /**
     * The credential in it.
     *
     * @param now the wall clock, to recognise an answer that came too late to be of use
     * @return {@code vault.bad_answer} if it is incomplete or makes no sense
     */
    static Outcome read(CredentialKey key, VaultRequest request, VaultReply.Ok reply, Instant now) {
        try {
            return new AwsAnswer(reply.body()).outcome(key, reply.asked(), now);
        } catch (Unreadable why) {
            return VaultErrors.badAnswer(request, String.valueOf(why.getMessage()));
        }
    }

    private Outcome outcome(CredentialKey key, Instant asked, Instant now) throws Unreadable {
        if (!(body.getValue("data") instanceof JsonObject data)) {
            throw new Unreadable("it has no data");
        }
        Optional<String> accessKey = text(data, "access_key");
        Optional<String> secretKey = text(data, "secret_key");
        if (accessKey.isEmpty() || secretKey.isEmpty()) {
            throw new Unreadable("access_key or secret_key is missing");
        }
        // Vault has session_token since 1.16 only; security_token is the same value.
        Optional<String> olderSession = text(data, "security_token");
        Optional<String> session = text(data, "session_token").or(() -> olderSession);
        Instant expires = asked.truncatedTo(ChronoUnit.SECONDS).plusSeconds(lifeSeconds(data));
        if (!expires.isAfter(now)) {
            throw new Unreadable("the credential has expired already");
        }
        Optional<AwsArn> identity = text(data, "arn").flatMap(AwsArn::parse);
        // What was asked for is what was assumed, and unlike the session's ARN it has the role's path.
        Optional<String> askedRole = Optional.ofNullable(key.parameters().get(CredentialKey.ROLE_ARN));
        Optional<AwsArn> known = identity.or(() -> askedRole.flatMap(AwsArn::parse));
        AwsCredential credential = new AwsCredential(
                accessKey.get(),
                Secret.of(secretKey.get()),
                session.map(Secret::of),
                known.map(AwsArn::account),
                askedRole.or(() -> known.flatMap(AwsArn::role)));
        return new Outcome.Issued(credential, expires);
    }

    /** The shorter of the two lives told; the lease of a session may be longer than the session. */
    private long lifeSeconds(JsonObject data) throws Unreadable {
        long session = seconds(data, "ttl");
        long lease = seconds(body, "lease_duration");
        if (session > 0 && lease > 0) {
            return Math.min(session, lease);
        }
        long told = Math.max(session, lease);
        return told > 0 ? told : SHORTEST_SESSION.toSeconds();
    }

    private static long seconds(JsonObject object, String name) throws Unreadable {
        Object value = object.getValue(name);
        if (value == null) {
            return 0;
        }
        if (!(value instanceof Number number)) {
            throw new Unreadable(name + " is not a number");
        }
        if (number.longValue() < 0) {
            throw new Unreadable(name + " is negative");
        }
        return Math.min(number.longValue(), MOST_SECONDS);
    }

    private static Optional<String> text(JsonObject object, String name) throws Unreadable {
        Object value = object.getValue(name);
        if (value == null) {
            return Optional.empty();
        }
        if (!(value instanceof String text)) {
            throw new Unreadable(name + " is not a text");
        }
        return Optional.of(text).filter(present -> !present.isBlank());
    }

    /** Says what is wrong, never what was in it. */
    private static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1;

        private Unreadable(String message) {
            super(message, null, false, false);
        }
    }
}
