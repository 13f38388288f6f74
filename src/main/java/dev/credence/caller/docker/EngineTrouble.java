package dev.credence.caller.docker;

import io.netty.channel.ConnectTimeoutException;
import io.vertx.core.VertxException;
import java.net.ConnectException;
import java.util.Locale;
import java.util.concurrent.TimeoutException;

/** An engine did not say what it was asked. Without a stack: it is expected, and may come often. */
final class EngineTrouble extends VertxException {
    private static final long serialVersionUID = 1;

    private final Kind kind;

    /** What that means for what is known. */
    enum Kind {
        /** Nobody listens: the engine is down, so it starts no containers. */
        REFUSED,
        /** No answer in time: it may be busy with starting containers. */
        SILENT,
        /** We may not ask. */
        DENIED,
        /** The connection broke, or could not be made. */
        BROKEN,
        /** An answer that is none. */
        NONSENSE
    }

    EngineTrouble(Kind kind, String message) {
        super(message, true);
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }

    /** For metrics. */
    String label() {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    static EngineTrouble silent() {
        return new EngineTrouble(Kind.SILENT, "no answer in time");
    }

    static EngineTrouble nonsense(String what) {
        return new EngineTrouble(Kind.NONSENSE, what);
    }

    static EngineTrouble of(Throwable cause) {
        if (cause instanceof EngineTrouble known) {
            return known;
        }
        String said = words(cause);
        return new EngineTrouble(kindOf(cause, said), said);
    }

    /** Sockets of the file system tell by words alone what is the matter with them. */
    private static Kind kindOf(Throwable cause, String said) {
        if (cause instanceof TimeoutException || cause instanceof ConnectTimeoutException) {
            return Kind.SILENT;
        }
        if (said.contains("Permission denied")) {
            return Kind.DENIED;
        }
        boolean nobody = said.contains("Connection refused") || said.contains("No such file");
        return nobody && (cause instanceof java.net.SocketException || cause.getCause() instanceof ConnectException)
                ? Kind.REFUSED
                : Kind.BROKEN;
    }

    private static String words(Throwable cause) {
        String said = cause.getMessage();
        return said == null || said.isBlank() ? cause.getClass().getSimpleName() : said;
    }
}
