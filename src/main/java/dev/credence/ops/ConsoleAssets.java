package dev.credence.ops;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The files of the console, as they lie in the jar; there are no others. Immutable. */
final class ConsoleAssets {
    /** The page itself. */
    static final String INDEX = "index.html";

    private static final String JAVASCRIPT = "text/javascript; charset=utf-8";
    /** By name; what is not here is not served. */
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry(INDEX, "text/html; charset=utf-8"),
            Map.entry("console.css", "text/css; charset=utf-8"),
            Map.entry("tables.css", "text/css; charset=utf-8"),
            Map.entry("icon.svg", "image/svg+xml"),
            Map.entry("theme.js", JAVASCRIPT),
            Map.entry("main.js", JAVASCRIPT),
            Map.entry("actions.js", JAVASCRIPT),
            Map.entry("callers.js", JAVASCRIPT),
            Map.entry("changes.js", JAVASCRIPT),
            Map.entry("credentials.js", JAVASCRIPT),
            Map.entry("dom.js", JAVASCRIPT),
            Map.entry("feed.js", JAVASCRIPT),
            Map.entry("overview.js", JAVASCRIPT),
            Map.entry("table.js", JAVASCRIPT),
            Map.entry("text.js", JAVASCRIPT),
            Map.entry("traffic.js", JAVASCRIPT));

    private static final int TAG_DIGITS = 16;

    private final Map<String, Asset> assets = new TreeMap<>();

    /**
     * One file.
     *
     * @param type its media type
     * @param tag as in the header {@code ETag}; another one for another content
     */
    record Asset(Buffer content, String type, String tag) {}

    private ConsoleAssets() {}

    /** Reads them; blocks. */
    static ConsoleAssets load() {
        ConsoleAssets loaded = new ConsoleAssets();
        TYPES.forEach((name, type) -> loaded.assets.put(name, asset(name, type)));
        return loaded;
    }

    /** The file of that name, if there is one. */
    Optional<Asset> find(String name) {
        return Optional.ofNullable(assets.get(name));
    }

    /** Of all that there are. */
    Set<String> names() {
        return Set.copyOf(assets.keySet());
    }

    private static Asset asset(String name, String type) {
        try (InputStream file = ConsoleAssets.class.getResourceAsStream("console/" + name)) {
            if (file == null) {
                throw new IllegalStateException("the jar has no console/" + name);
            }
            byte[] content = file.readAllBytes();
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            String tag = HexFormat.of().formatHex(digest).substring(0, TAG_DIGITS);
            return new Asset(Buffer.buffer(content), type, '"' + tag + '"');
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
