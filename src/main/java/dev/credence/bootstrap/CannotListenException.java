package dev.credence.bootstrap;

import dev.credence.config.HostPort;

/** An address cannot be listened on; the message names it and says what to do. */
public final class CannotListenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CannotListenException(String what, HostPort address, Throwable cause) {
        super(
                what + " cannot listen on " + address + ": " + reason(cause) + "; stop what uses it or change " + what,
                cause);
    }

    private static String reason(Throwable cause) {
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }
}
