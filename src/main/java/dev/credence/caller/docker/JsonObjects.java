package dev.credence.caller.docker;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.core.parsetools.JsonEvent;
import io.vertx.core.parsetools.JsonEventType;
import io.vertx.core.parsetools.JsonParser;
import java.util.function.Consumer;

/**
 * Takes JSON objects out of an answer as they come: the items of a list, or one event after the other. Only one of them is
 * in memory at a time.
 */
final class JsonObjects {
    /** Far above any description of a container. */
    static final int LARGEST = 1 << 20;

    private final JsonParser parser = JsonParser.newParser().objectValueMode();
    private final Consumer<JsonObject> each;
    private int pending;
    private boolean listBegan;
    private boolean listEnded;

    JsonObjects(Consumer<JsonObject> each) {
        this.each = each;
        parser.handler(this::event);
    }

    /**
     * The next part of the answer.
     *
     * @throws EngineTrouble if it is not JSON, or an object has no end
     */
    void read(Buffer part) {
        pending += part.length();
        try {
            parser.write(part);
        } catch (DecodeException notJson) {
            throw EngineTrouble.nonsense("the answer is not JSON");
        }
        if (pending > LARGEST) {
            throw EngineTrouble.nonsense("an object in the answer is longer than " + LARGEST + " bytes");
        }
    }

    /** True if all that came was one list, from its beginning to its end. */
    boolean wasList() {
        return listBegan && listEnded;
    }

    private void event(JsonEvent event) {
        pending = 0;
        listBegan |= event.type() == JsonEventType.START_ARRAY;
        listEnded |= event.type() == JsonEventType.END_ARRAY;
        if (event.type() == JsonEventType.VALUE && event.isObject()) {
            each.accept(event.objectValue());
        }
    }
}
