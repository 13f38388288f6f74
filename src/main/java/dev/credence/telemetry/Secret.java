package dev.credence.telemetry;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * A value that must not be seen: a token, a secret key, a password.
 *
 * <p>Its text form is masked and it cannot be serialised, so a secret reaches a log line, an error or a page only
 * through {@link #reveal()}, which a reader can search for. Immutable; usable from any thread.
 */
public final class Secret {
    private static final String MASK = "***";

    private final String value;

    private Secret(String value) {
        this.value = value;
    }

    /** Wraps {@code value} as it is; it may be empty. */
    public static Secret of(String value) {
        return new Secret(value);
    }

    /** The value itself, for the one place that puts it on the wire. */
    public String reveal() {
        return value;
    }

    /** True if the value has no characters. */
    public boolean isEmpty() {
        return value.isEmpty();
    }

    /** Compares with what a caller presented, in a time that does not depend on where the two differ. */
    public boolean matches(String presented) {
        return MessageDigest.isEqual(bytes(value), bytes(presented));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Secret that && matches(that.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    /** Always the mask. */
    @Override
    public String toString() {
        return MASK;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
