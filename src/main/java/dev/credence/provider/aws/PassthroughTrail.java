package dev.credence.provider.aws;

import dev.credence.telemetry.RequestId;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * How a gateway recognises a request that it has handed on itself and that a redirect brought back. Every gateway adds
 * its id to what it hands on; one that finds its own there is in a circle, of whatever length. Any thread.
 */
final class PassthroughTrail {
    /** The ids of the gateways that a request has passed, separated by commas. */
    static final String HEADER = "X-Credence-Via";

    /** No cloud has it, so whoever does not know better answers 404. */
    private static final String PROBE = "/credence-passthrough/";
    /** Gateways in a row: more of them are a circle in which somebody loses the header. */
    private static final int LONGEST = 8;

    private static final int LONGEST_HEADER = 512;

    /** Of this start; nothing depends on what it is, and it is no secret. */
    private final String id = RequestId.of(null);

    private final AtomicBoolean cameBack = new AtomicBoolean();

    /** True for the path of a probe, whoever sent it. */
    static boolean isProbe(String path) {
        return path.startsWith(PROBE);
    }

    /** The path that nobody else asks for. */
    String probe() {
        return PROBE + id;
    }

    /** A listener of ours was asked for that path. */
    void notice(String path) {
        if (isProbe(path) && path.equals(probe())) {
            cameBack.set(true);
        }
    }

    /** True if a probe has come back since this was asked last. */
    boolean hasComeBack() {
        return cameBack.getAndSet(false);
    }

    /** True if a request with that header must not be handed on. */
    boolean isCircle(@Nullable String via) {
        return via != null && (via.length() > LONGEST_HEADER || isOwn(via) || via.split(",", -1).length >= LONGEST);
    }

    /** True if this gateway has handed the request on before. */
    boolean isOwn(String via) {
        return via.contains(id);
    }

    /** The header of what is handed on. */
    String extended(@Nullable String via) {
        return via == null || via.isBlank() ? id : via + ", " + id;
    }
}
