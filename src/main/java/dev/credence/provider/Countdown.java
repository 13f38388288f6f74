package dev.credence.provider;

import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A document that says how many seconds its credential has left: rendered by the first request of each second, and shared
 * by all others of that second. Any thread, no lock: two that render at once render the same.
 */
public final class Countdown {
    private static final long MILLIS = 1000;

    private final long expiresMillis;
    private final LongFunction<Document> renderer;
    private volatile @Nullable Shown shown;

    private record Shown(long seconds, Document document) {}

    /**
     * @param expiresMillis by the wall clock
     * @param renderer makes the document for so many whole seconds left, at least one
     */
    public Countdown(long expiresMillis, LongFunction<Document> renderer) {
        this.expiresMillis = expiresMillis;
        this.renderer = renderer;
    }

    /** The document at that moment; null when less than a second is left, which clients read as none at all. */
    public @Nullable Document at(long nowMillis) {
        // Rounded down: what is told never exceeds what is left.
        long seconds = Math.floorDiv(expiresMillis - nowMillis, MILLIS);
        if (seconds < 1) {
            return null;
        }
        Shown known = shown;
        if (known == null || known.seconds() != seconds) {
            known = new Shown(seconds, renderer.apply(seconds));
            shown = known;
        }
        return known.document();
    }
}
