package dev.credence.push;

/** A push did not arrive. Expected, so it has no stack trace. */
final class PushFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;

    /**
     * @param code one of a few, for meters
     * @param message for people, in one line
     */
    PushFailure(String code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    String code() {
        return code;
    }
}
