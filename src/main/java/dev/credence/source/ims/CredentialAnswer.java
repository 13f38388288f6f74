package dev.credence.source.ims;

import dev.credence.credential.AwsCredential;
import dev.credence.credential.Outcome;
import dev.credence.source.AnswerFields;
import dev.credence.source.UnreadableAnswer;
import dev.credence.telemetry.Secret;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads the document with a role's credentials. Companies' own services write it in many ways: names are compared without
 * case and underscores, {@code Code} may be missing, a session token may be called that. What a credential needs must be
 * there all the same; above all an end, since what has none would be served for ever.
 */
final class CredentialAnswer {
    private static final String SUCCESS = "success";
    /** Nothing here is kept that long. */
    private static final Duration LONGEST = Duration.ofDays(365);

    /** {@code Z}, {@code +02:00}, {@code +0200} or {@code +02}, after whole seconds or any fraction of them. */
    private static final DateTimeFormatter MOMENT = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .appendPattern("[XXX][XX][X]")
            .toFormatter(Locale.ROOT);

    private final InstantSource clock;

    CredentialAnswer(InstantSource clock) {
        this.clock = clock;
    }

    /** The credential, or what the service says instead. */
    Reading<Outcome.Issued> read(Buffer body) throws UnreadableAnswer {
        AnswerFields fields = new AnswerFields(folded(json(body)));
        Optional<String> code = fields.text("code").filter(said -> !said.equalsIgnoreCase(SUCCESS));
        if (code.isPresent()) {
            return new Reading.Failed<>(
                    ImsErrors.ofCode(code.get(), fields.text("message").orElse("")));
        }
        Optional<String> session = fields.text("token").or(() -> sessionToken(fields));
        AwsCredential credential = new AwsCredential(
                fields.needed("accesskeyid"),
                Secret.of(fields.needed("secretaccesskey")),
                session.map(Secret::of),
                account(fields),
                Optional.empty());
        return new Reading.Read<>(new Outcome.Issued(credential, end(fields.needed("expiration"))));
    }

    private static Optional<String> sessionToken(AnswerFields fields) {
        try {
            return fields.text("sessiontoken");
        } catch (UnreadableAnswer noText) {
            return Optional.empty();
        }
    }

    private static Optional<String> account(AnswerFields fields) throws UnreadableAnswer {
        return fields.text("accountid").filter(id -> id.matches("\\d{12}"));
    }

    private Instant end(String written) throws UnreadableAnswer {
        Instant now = clock.instant();
        Instant latest = now.plus(LONGEST);
        Instant end = AnswerFields.ahead(moment(written).truncatedTo(ChronoUnit.SECONDS), now);
        return end.isBefore(latest) ? end : latest.truncatedTo(ChronoUnit.SECONDS);
    }

    /** One without a zone is not guessed: it may be hours later than it looks. */
    private static Instant moment(String written) throws UnreadableAnswer {
        try {
            return MOMENT.parse(written.strip().replaceFirst(" ", "T"), OffsetDateTime::from)
                    .toInstant();
        } catch (DateTimeException unclear) {
            throw new UnreadableAnswer("Expiration is not a time with its zone, like 2026-03-01T16:00:00Z");
        }
    }

    private static JsonObject folded(JsonObject written) {
        JsonObject folded = new JsonObject();
        written.forEach(
                field -> folded.put(field.getKey().toLowerCase(Locale.ROOT).replaceAll("[_-]", ""), field.getValue()));
        return folded;
    }

    /** The parser's message quotes the text, which may be a secret. */
    private static JsonObject json(Buffer body) throws UnreadableAnswer {
        try {
            if (body.length() > 0 && Json.decodeValue(body) instanceof JsonObject object) {
                return object;
            }
        } catch (DecodeException garbage) {
            // The same as any other.
        }
        throw new UnreadableAnswer("it is not a JSON object");
    }
}
