package dev.credence.bootstrap;

/** Something that a command needs cannot be made; the message names it and says what to do. */
public final class CannotCreateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CannotCreateException(String message) {
        super(message);
    }

    CannotCreateException(String message, Throwable cause) {
        super(message + ": " + cause.getMessage(), cause);
    }
}
