package dev.credence.cli.process;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A document in the cache. All times are seconds since 1970 by the wall clock.
 *
 * @param written when it was issued; a clock that is before that has been turned back, and proves nothing
 * @param renew from here on another one is asked for; what lives on at Vault only by a lease is not used up to its end
 * @param expires from here on it is not printed
 * @param json one line
 */
record CachedDocument(long written, long renew, long expires, String json) {
    /** The form of the file, which is part of its name too. */
    static final String FORM = "credence-process 1";

    /** The SDK for Java refuses more than 64,000 bytes (wire.md 2.7). */
    static final int LARGEST = 60_000;

    private static final String BEGINNING = "{\"Version\":1,\"AccessKeyId\":\"";
    private static final int FIELDS = 7;

    /** Whether it is printed without asking anybody. */
    boolean isFresh(long now, long minRemaining) {
        return isValid(now) && now < renew && expires - now >= minRemaining;
    }

    /** Whether it is printed when nobody can be asked. */
    boolean isValid(long now) {
        return written <= now && now < expires;
    }

    /** Whether it will never be of use again. */
    boolean isOver(long now) {
        return now >= expires;
    }

    /** Two lines: what it is, and the document. {@code bin/credence} reads the same. */
    byte[] file(String name) {
        String head = String.join(
                " ",
                FORM,
                name,
                Long.toString(written),
                Long.toString(renew),
                Long.toString(expires),
                Integer.toString(json.length()));
        return String.join("\n", head, json, "").getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads what {@link #file} wrote.
     *
     * @return empty if it is something else, of another name, or not whole
     */
    static Optional<CachedDocument> read(byte[] file, String name) {
        String[] lines = new String(file, StandardCharsets.UTF_8).split("\n", -1);
        if (lines.length != 3 || !lines[2].isEmpty()) {
            return Optional.empty();
        }
        String[] head = lines[0].split(" ", -1);
        String json = lines[1];
        if (head.length != FIELDS
                || !lines[0].startsWith(FORM.concat(" "))
                || !head[2].equals(name)
                || !head[6].equals(Integer.toString(json.length()))
                || !json.startsWith(BEGINNING)
                || !json.endsWith("}")) {
            return Optional.empty();
        }
        try {
            return Optional.of(new CachedDocument(
                    Long.parseUnsignedLong(head[3]),
                    Long.parseUnsignedLong(head[4]),
                    Long.parseUnsignedLong(head[5]),
                    json));
        } catch (NumberFormatException none) {
            return Optional.empty();
        }
    }
}
