package dev.credence.config;

import io.vertx.config.spi.ConfigProcessor;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;

/**
 * Reads YAML for vertx-config without guessing types, and keeps file and line of each value.
 *
 * <p>vertx-config-yaml's own processor reads {@code account-id: 012345678901} as a number and loses the leading zero.
 * Found by vertx-config through {@link java.util.ServiceLoader}. Never fails: what is wrong with a file travels with
 * its content, so that the problems of all files are reported together.
 */
public final class YamlConfigProcessor implements ConfigProcessor {
    /** The name of this format in a store's options. */
    public static final String FORMAT = "credence-yaml";

    /** For {@link java.util.ServiceLoader}. */
    public YamlConfigProcessor() {}

    @Override
    public String name() {
        return FORMAT;
    }

    @Override
    public Future<JsonObject> process(Vertx vertx, JsonObject configuration, Buffer input) {
        String file = configuration.getString("path");
        return vertx.executeBlocking(() -> new YamlReader(file).read(input.toString(StandardCharsets.UTF_8)));
    }
}
