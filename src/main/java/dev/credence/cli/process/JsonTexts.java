package dev.credence.cli.process;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The texts and numbers of a JSON object, by their paths: {@code data.access_key}, {@code errors.0}. Immutable; holds
 * secrets.
 */
final class JsonTexts {
    /** Vault's answers have three levels. */
    private static final int DEEPEST = 8;

    private static final JsonFactory FORM = new JsonFactory();

    private final Map<String, String> values;

    private JsonTexts(Map<String, String> values) {
        this.values = values;
    }

    /** Empty if it is no JSON object; why is not told, because a parser quotes what it reads. */
    static Optional<JsonTexts> read(String text) {
        Map<String, String> values = new HashMap<>();
        try (JsonParser parser = FORM.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            object(parser, "", values, 0);
            return parser.nextToken() == null ? Optional.of(new JsonTexts(values)) : Optional.empty();
        } catch (IOException noJson) {
            return Optional.empty();
        }
    }

    /** A text that is there and not empty. */
    Optional<String> text(String path) {
        return Optional.ofNullable(values.get(path)).filter(value -> !value.isEmpty());
    }

    /** Whole seconds; zero if there are none that make sense. */
    long seconds(String path) {
        String value = values.getOrDefault(path, "");
        try {
            return Math.min(Math.max(0, Long.parseLong(value)), Integer.MAX_VALUE);
        } catch (NumberFormatException none) {
            return 0;
        }
    }

    private static void object(JsonParser parser, String prefix, Map<String, String> values, int depth)
            throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String path = prefix + parser.currentName();
            parser.nextToken();
            value(parser, path, values, depth);
        }
    }

    private static void value(JsonParser parser, String path, Map<String, String> values, int depth)
            throws IOException {
        JsonToken token = parser.currentToken();
        if (token == null || depth > DEEPEST) {
            throw new IOException("not whole, or too deep");
        }
        if (token == JsonToken.START_OBJECT) {
            object(parser, path + ".", values, depth + 1);
        } else if (token == JsonToken.START_ARRAY) {
            for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
                value(parser, path + "." + i, values, depth + 1);
            }
        } else if (token != JsonToken.VALUE_NULL) {
            values.put(path, parser.getText());
        }
    }
}
