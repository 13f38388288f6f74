package dev.credence.push;

import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;

/**
 * Writes the wire format of protocol buffers: as much of it as OTLP's metrics need. The library would add a sixth to the
 * jar. Not for several threads.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">the encoding</a>
 */
final class ProtoWriter {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int SEVEN_BITS = 0x7f;
    private static final int MORE = 0x80;

    private final Buffer buffer = Buffer.buffer();

    /** Everything written so far. */
    Buffer buffer() {
        return buffer;
    }

    /** A text; an empty one is left out, since that is what absence means. */
    ProtoWriter text(int field, String text) {
        if (!text.isEmpty()) {
            bytes(field, Buffer.buffer(text));
        }
        return this;
    }

    /** A message of its own, also if it is empty. */
    ProtoWriter message(int field, Consumer<ProtoWriter> content) {
        ProtoWriter inner = new ProtoWriter();
        content.accept(inner);
        return bytes(field, inner.buffer);
    }

    ProtoWriter bool(int field, boolean value) {
        return number(field, value ? 1 : 0);
    }

    /** A whole number that is not negative, or a constant of an enumeration. */
    ProtoWriter number(int field, long value) {
        tag(field, VARINT);
        varint(value);
        return this;
    }

    ProtoWriter fixed64(int field, long value) {
        tag(field, FIXED64);
        buffer.appendLongLE(value);
        return this;
    }

    ProtoWriter real(int field, double value) {
        return fixed64(field, Double.doubleToLongBits(value));
    }

    private ProtoWriter bytes(int field, Buffer content) {
        tag(field, BYTES);
        varint(content.length());
        buffer.appendBuffer(content);
        return this;
    }

    private void tag(int field, int type) {
        varint((long) field << 3 | type);
    }

    private void varint(long value) {
        long left = value;
        while ((left & ~SEVEN_BITS) != 0) {
            buffer.appendByte((byte) (left & SEVEN_BITS | MORE));
            left >>>= 7;
        }
        buffer.appendByte((byte) left);
    }
}
