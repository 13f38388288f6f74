package dev.credence.cli.process;

/** What the user has set up cannot be used; the message says why and what to do. */
final class Unusable extends Exception {
    private static final long serialVersionUID = 1L;

    private final String why;

    Unusable(String why) {
        super(why, null, false, false);
        this.why = why;
    }

    /** The message. */
    String why() {
        return why;
    }
}
