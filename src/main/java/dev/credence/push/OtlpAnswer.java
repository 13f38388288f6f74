package dev.credence.push;

import io.vertx.core.buffer.Buffer;

/** Reads of an {@code ExportMetricsServiceResponse} how many data points were refused, and nothing else. */
final class OtlpAnswer {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;
    private static final int LONGEST_VARINT = 10;
    private static final int PARTIAL_SUCCESS = 1;
    private static final int REJECTED = 1;

    private final Buffer buffer;
    private int at;

    private OtlpAnswer(Buffer buffer) {
        this.buffer = buffer;
    }

    /** 0 if none were, or if it is no such answer: what was sent has been taken all the same. */
    static long rejected(Buffer body) {
        try {
            Buffer partial = new OtlpAnswer(body).message(PARTIAL_SUCCESS);
            return new OtlpAnswer(partial).number(REJECTED);
        } catch (IndexOutOfBoundsException | IllegalArgumentException | ArithmeticException unreadable) {
            return 0;
        }
    }

    private Buffer message(int field) {
        Buffer found = Buffer.buffer();
        while (at < buffer.length()) {
            long tag = varint();
            if (tag == ((long) field << 3 | BYTES)) {
                int length = length();
                found = buffer.slice(at, at + length);
                at += length;
            } else {
                skip((int) (tag & 7));
            }
        }
        return found;
    }

    private long number(int field) {
        long found = 0;
        while (at < buffer.length()) {
            long tag = varint();
            if (tag == ((long) field << 3 | VARINT)) {
                found = varint();
            } else {
                skip((int) (tag & 7));
            }
        }
        return found;
    }

    private void skip(int type) {
        switch (type) {
            case VARINT -> varint();
            case FIXED64 -> at += Long.BYTES;
            case BYTES -> {
                // Not in one: the length moves the place, too.
                int length = length();
                at += length;
            }
            case FIXED32 -> at += Integer.BYTES;
            default -> throw new IllegalArgumentException("unknown type");
        }
    }

    /** Never beyond the end, so that each turn of the loops comes nearer to it. */
    private int length() {
        int length = Math.toIntExact(varint());
        if (length < 0 || length > buffer.length() - at) {
            throw new IllegalArgumentException("a length that is none");
        }
        return length;
    }

    private long varint() {
        long value = 0;
        for (int i = 0; i < LONGEST_VARINT; i++) {
            byte next = buffer.getByte(at++);
            value |= (long) (next & 0x7f) << 7 * i;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number without end");
    }
}
