package dev.credence.testing;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a server sent, to the byte.
 *
 * @param statusLine as sent
 * @param headers names and values in the order and case in which they were sent
 * @param body empty for the answer to HEAD
 */
public record RawResponse(String statusLine, List<Header> headers, byte[] body) {

    /** One line of the head. */
    public record Header(String name, String value) {
        @Override
        public String toString() {
            return name + ": " + value;
        }
    }

    public int status() {
        return Integer.parseInt(statusLine.split(" ")[1]);
    }

    /** The values of all headers of that name. */
    public List<String> all(String name) {
        return headers.stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(Header::value)
                .toList();
    }

    /** The value of the only header of that name; empty text if there is none. */
    public String header(String name) {
        List<String> values = all(name);
        if (values.size() > 1) {
            throw new AssertionError("sent more than once: " + name + " " + values);
        }
        return values.isEmpty() ? "" : values.get(0);
    }

    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
