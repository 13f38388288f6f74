package dev.credence.bootstrap;

import io.vertx.core.json.jackson.JacksonCodec;
import io.vertx.core.spi.JsonFactory;
import io.vertx.core.spi.json.JsonCodec;

/**
 * Vert.x takes the part of Jackson that maps objects if it finds it. It is in the jar for the log's JSON alone, and costs
 * memory and time at each start; what Vert.x does with JSON here needs none of it. Found by the service loader.
 */
public final class VertxJson implements JsonFactory {
    private static final JacksonCodec CODEC = new JacksonCodec();

    @Override
    public JsonCodec codec() {
        return CODEC;
    }
}
