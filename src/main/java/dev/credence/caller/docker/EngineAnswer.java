package dev.credence.caller.docker;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;

/** One answer of an engine, in whole. */
record EngineAnswer(int status, Buffer body) {
    private static final int LONGEST_SHOWN = 200;

    /**
     * The object that it holds.
     *
     * @throws EngineTrouble if it holds none
     */
    JsonObject object() {
        try {
            return body.toJsonObject();
        } catch (DecodeException | ClassCastException notOne) {
            throw EngineTrouble.nonsense("the answer is no JSON object");
        }
    }

    /** What it says about why it is not what was asked for. */
    EngineTrouble trouble() {
        String said;
        try {
            said = Json.text(body.toJsonObject(), "message");
        } catch (DecodeException | ClassCastException other) {
            said = "";
        }
        String shown = said.replaceAll("\\p{Cntrl}", " ");
        boolean denied = status == 401 || status == 403;
        return new EngineTrouble(
                denied ? EngineTrouble.Kind.DENIED : EngineTrouble.Kind.NONSENSE,
                "HTTP " + status
                        + (shown.isBlank() ? "" : ": " + shown.substring(0, Math.min(LONGEST_SHOWN, shown.length()))));
    }
}
