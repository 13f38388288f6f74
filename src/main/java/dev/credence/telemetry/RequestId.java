package dev.credence.telemetry;

import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The id by which a request is found in the log: the caller's own, where it is fit to be written there, or a new one. */
public final class RequestId {
    /** The header that carries it, in requests and answers. */
    public static final String HEADER = "X-Request-ID";

    private static final int LONGEST = 64;

    private RequestId() {}

    /** The id given, if it is 1 to 64 visible ASCII characters; else sixteen hexadecimal digits. */
    public static String of(@Nullable String given) {
        return given != null && isAcceptable(given)
                ? given
                : "%016x".formatted(ThreadLocalRandom.current().nextLong());
    }

    private static boolean isAcceptable(String given) {
        return !given.isEmpty() && given.length() <= LONGEST && given.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }
}
