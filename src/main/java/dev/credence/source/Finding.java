package dev.credence.source;

/**
 * What an examination of a back end found at one point. Holds no secret.
 *
 * @param about what was examined: {@code mount aws of vault}
 * @param text the rest of the sentence; for what is not well it ends with what to do
 */
public record Finding(Result result, String about, String text) {

    /** How it ended. */
    public enum Result {
        OK,
        /** It works, and probably not as it was meant or not for long. */
        WARNING,
        /** Not examined; the text says why. */
        SKIPPED,
        /** The back end cannot be reached, or does not work. */
        UNAVAILABLE,
        /** The back end works and says no. */
        REFUSED,
        /** What the configuration says cannot be right for this back end. */
        MISCONFIGURED
    }

    /** True if nothing that depends on it can work. */
    public boolean isFailure() {
        return result == Result.UNAVAILABLE || result == Result.REFUSED || result == Result.MISCONFIGURED;
    }

    public static Finding ok(String about, String text) {
        return new Finding(Result.OK, about, text);
    }

    public static Finding warning(String about, String text) {
        return new Finding(Result.WARNING, about, text);
    }

    public static Finding skipped(String about, String why) {
        return new Finding(Result.SKIPPED, about, why);
    }

    public static Finding unavailable(String about, String text) {
        return new Finding(Result.UNAVAILABLE, about, text);
    }

    public static Finding refused(String about, String text) {
        return new Finding(Result.REFUSED, about, text);
    }

    public static Finding misconfigured(String about, String text) {
        return new Finding(Result.MISCONFIGURED, about, text);
    }
}
