package dev.credence.provider;

import io.netty.util.AsciiString;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * An answer, rendered once and written as often as it is asked for: status, headers and body. Immutable; any thread.
 */
public final class Document {
    // Written as the vendors write them: people compare captures by eye.
    private static final CharSequence CONTENT_TYPE = AsciiString.cached("Content-Type");
    private static final CharSequence CONTENT_LENGTH = AsciiString.cached("Content-Length");

    private final int status;
    private final Buffer body;
    private final List<CharSequence> headers;

    private Document(int status, Buffer body, List<CharSequence> headers) {
        this.status = status;
        this.body = body;
        this.headers = headers;
    }

    /**
     * Renders an answer with a body of text.
     *
     * @param contentType exactly as it is sent
     * @param body UTF-8, no final newline is added
     * @param headers further names and values in turn
     */
    public static Document of(int status, String contentType, String body, String... headers) {
        return of(status, contentType, Buffer.buffer(body), headers);
    }

    /** As {@link #of(int, String, String, String...)}, with a body of any bytes. */
    public static Document of(int status, String contentType, Buffer body, String... headers) {
        List<CharSequence> pairs = new ArrayList<>();
        Collections.addAll(pairs, CONTENT_TYPE, AsciiString.cached(contentType));
        // Written here even for HEAD, for which Vert.x would leave it out.
        Collections.addAll(pairs, CONTENT_LENGTH, AsciiString.cached(Integer.toString(body.length())));
        for (String header : headers) {
            pairs.add(AsciiString.cached(header));
        }
        return new Document(status, body, List.copyOf(pairs));
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /** The body; must not be changed. */
    public Buffer body() {
        return body;
    }

    /** Names and values in turn. */
    List<CharSequence> headers() {
        return headers;
    }
}
