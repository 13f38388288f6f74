package dev.credence.push;

import java.time.Duration;

/** A push did not arrive. Expected, so it has no stack trace. */
final class PushFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final transient Duration patience;

    /**
     * @param code one of a few, for meters
     * @param message for people, in one line
     */
    PushFailure(String code, String message) {
        this(code, message, Duration.ZERO);
    }

    /**
     * @param patience for how long it does not want to be asked again; zero if it has not said
     */
    PushFailure(String code, String message, Duration patience) {
        super(message, null, false, false);
        this.code = code;
        this.patience = patience;
    }

    Duration patience() {
        return patience;
    }

    String code() {
        return code;
    }
}
