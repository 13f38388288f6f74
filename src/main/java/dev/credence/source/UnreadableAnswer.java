package dev.credence.source;

/** An answer of a back end makes no sense. Says what is wrong, never what was in it. */
public final class UnreadableAnswer extends Exception {
    private static final long serialVersionUID = 1;

    /** Made often where a back end is broken, so without a stack. */
    public UnreadableAnswer(String message) {
        super(message, null, false, false);
    }

    /** What is wrong. */
    public String why() {
        return String.valueOf(getMessage());
    }
}
