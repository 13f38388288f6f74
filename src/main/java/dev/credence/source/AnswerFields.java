package dev.credence.source;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the fields of a back end's answer, and says of those that make no sense which they are, never what was in them. */
public final class AnswerFields {
    /** Lives may be told as decades; nothing here is kept that long. */
    private static final long MOST_SECONDS = Duration.ofDays(365).toSeconds();

    private static final String NUMERIC = "[0-9]{1,15}";

    private final JsonObject fields;

    public AnswerFields(JsonObject fields) {
        this.fields = fields;
    }

    /** The object in that field. */
    public AnswerFields object(String name) throws UnreadableAnswer {
        if (fields.getValue(name) instanceof JsonObject object) {
            return new AnswerFields(object);
        }
        throw new UnreadableAnswer("it has no " + name);
    }

    /** A text that is not blank, if the field has one. */
    public Optional<String> text(String name) throws UnreadableAnswer {
        Object value = fields.getValue(name);
        if (value == null) {
            return Optional.empty();
        }
        if (!(value instanceof String text)) {
            throw new UnreadableAnswer(name + " is not a text");
        }
        return Optional.of(text).filter(present -> !present.isBlank());
    }

    /** A text that must be there. */
    public String needed(String name) throws UnreadableAnswer {
        return text(name).orElseThrow(() -> new UnreadableAnswer(name + " is missing"));
    }

    /** The texts of a list; none if there is no list. */
    public List<String> texts(String name) throws UnreadableAnswer {
        Object value = fields.getValue(name);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof JsonArray list) || !list.stream().allMatch(String.class::isInstance)) {
            throw new UnreadableAnswer(name + " is not a list of texts");
        }
        return list.stream().map(String.class::cast).toList();
    }

    /** A duration as a number; 0 if there is none, a year at most. */
    public long seconds(String name) throws UnreadableAnswer {
        return Math.min(number(name, fields.getValue(name)), MOST_SECONDS);
    }

    /** As {@link #seconds}, where some write the number as text. */
    public long secondsOrText(String name) throws UnreadableAnswer {
        return Math.min(number(name, untexted(fields.getValue(name))), MOST_SECONDS);
    }

    /** A moment in seconds of the epoch, as a number or as text; empty if there is none. */
    public Optional<Instant> moment(String name) throws UnreadableAnswer {
        long seconds = number(name, untexted(fields.getValue(name)));
        if (seconds > Instant.MAX.getEpochSecond()) {
            throw new UnreadableAnswer(name + " is no time");
        }
        return seconds == 0 ? Optional.empty() : Optional.of(Instant.ofEpochSecond(seconds));
    }

    /**
     * When something ends whose life and end were told in these fields: the earlier of the two.
     *
     * @param asked when it was asked for; a life is counted from here, because it may have begun at any time since
     * @param now to recognise an answer that came too late to be of use
     * @return in whole seconds
     */
    public Instant end(String life, String end, Instant asked, Instant now) throws UnreadableAnswer {
        long seconds = secondsOrText(life);
        Optional<Instant> told = moment(end);
        if (seconds == 0 && told.isEmpty()) {
            throw new UnreadableAnswer(life + " is missing");
        }
        Instant latest = asked.truncatedTo(ChronoUnit.SECONDS).plusSeconds(seconds == 0 ? MOST_SECONDS : seconds);
        return ahead(told.filter(moment -> moment.isBefore(latest)).orElse(latest), now);
    }

    /** The same moment, if it is still to come. */
    public static Instant ahead(Instant end, Instant now) throws UnreadableAnswer {
        if (!end.isAfter(now)) {
            throw new UnreadableAnswer("the credential has expired already");
        }
        return end;
    }

    private static @Nullable Object untexted(@Nullable Object value) {
        return value instanceof String text && text.matches(NUMERIC) ? (Object) Long.valueOf(text) : value;
    }

    private static long number(String name, @Nullable Object value) throws UnreadableAnswer {
        if (value == null) {
            return 0;
        }
        if (!(value instanceof Number number)) {
            throw new UnreadableAnswer(name + " is not a number");
        }
        if (number.longValue() < 0) {
            throw new UnreadableAnswer(name + " is negative");
        }
        return number.longValue();
    }
}
