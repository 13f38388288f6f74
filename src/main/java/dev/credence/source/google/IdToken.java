package dev.credence.source.google;

import dev.credence.source.AnswerFields;
import dev.credence.source.UnreadableAnswer;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Base64;

/** Reads the only thing in a JWT that matters to whoever keeps it; signatures are for those who trust it. */
final class IdToken {
    private IdToken() {}

    /** When it ends. */
    static Instant end(String jwt) throws UnreadableAnswer {
        String[] parts = jwt.split("\\.", -1);
        if (parts.length != 3) {
            throw new UnreadableAnswer("token is no JWT");
        }
        try {
            byte[] payload = Base64.getUrlDecoder().decode(parts[1]);
            if (Json.decodeValue(Buffer.buffer(payload)) instanceof JsonObject claims) {
                return new AnswerFields(claims)
                        .moment("exp")
                        .orElseThrow(() -> new UnreadableAnswer("exp of the token is missing"));
            }
        } catch (IllegalArgumentException | DecodeException garbage) {
            // Their messages quote what they could not read.
        }
        throw new UnreadableAnswer("the token's payload is no JSON object");
    }
}
