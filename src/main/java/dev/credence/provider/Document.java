package dev.credence.provider;

import io.netty.util.AsciiString;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An answer, rendered once and written as often as it is asked for: status, headers and body. Immutable, but for the
 * headers of the current second, which are kept; any thread.
 */
public final class Document {
    // Written as the vendors write them: people compare captures by eye.
    private static final CharSequence CONTENT_TYPE = AsciiString.cached("Content-Type");
    private static final CharSequence CONTENT_LENGTH = AsciiString.cached("Content-Length");
    private static final CharSequence DATE = AsciiString.cached("Date");

    private final int status;
    private final Buffer body;
    private final List<CharSequence> headers;
    private volatile @Nullable Block block;

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

    /**
     * An answer that somebody else gave, with that server's headers.
     *
     * @param headers names and values in turn, the length of the body among them
     */
    public static Document passedOn(int status, Buffer body, List<String> headers) {
        List<CharSequence> pairs = new ArrayList<>();
        headers.forEach(text -> pairs.add(AsciiString.cached(text)));
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

    /** Adds the headers of an answer given at {@code millis}: {@code own} if there is one, the document's, the date. */
    void writeHeaders(MultiMap target, long millis, @Nullable Header own) {
        if (own != null) {
            target.add(own.name(), own.value());
        }
        for (int i = 0; i < headers.size(); i += 2) {
            target.add(headers.get(i), headers.get(i + 1));
        }
        target.add(DATE, HttpDate.at(millis));
    }

    /**
     * The same headers as an immutable block that answers share, so that they are written by reference. The first answer
     * of each second makes it; null for one of that second whose own header differs.
     */
    @Nullable
    MultiMap sharedHeaders(long millis, @Nullable Header own) {
        long second = Math.floorDiv(millis, 1000L);
        Block known = block;
        if (known != null && known.second() == second) {
            return Objects.equals(known.own(), own) ? known.headers() : null;
        }
        MultiMap made = HttpHeaders.headers();
        writeHeaders(made, millis, own);
        MultiMap shared = made.copy(false);
        block = new Block(second, own, shared);
        return shared;
    }

    /** A header that differs from answer to answer. */
    record Header(CharSequence name, String value) {}

    private record Block(long second, @Nullable Header own, MultiMap headers) {}
}
