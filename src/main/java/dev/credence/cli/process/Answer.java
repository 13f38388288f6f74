package dev.credence.cli.process;

/** What came of asking for a credential. */
public sealed interface Answer {

    /**
     * A document.
     *
     * @param json one line of ASCII, as {@code credential_process} prints it
     * @param renew the second from which on another one is asked for
     * @param expires the second from which on it is of no use; not later than {@code renew} where it must not be cached
     */
    record Issued(String json, long renew, long expires) implements Answer {
        /** Without the secrets. */
        @Override
        public String toString() {
            return "Issued[expires=" + expires + "]";
        }
    }

    /** None. The message is one sentence that says what to do, and holds no secret. */
    record Failed(Kind kind, String message) implements Answer {}

    /** Whose fault it is, in the order of the exit codes. */
    enum Kind {
        /** Arguments that do not fit together. */
        USAGE,
        /** Who was asked does not work. */
        UNAVAILABLE,
        /** Who was asked works and refuses. */
        DENIED,
        /** What the user has set up cannot be used. */
        CONFIGURATION
    }

    static Failed unavailable(String message) {
        return new Failed(Kind.UNAVAILABLE, message);
    }

    static Failed denied(String message) {
        return new Failed(Kind.DENIED, message);
    }
}
