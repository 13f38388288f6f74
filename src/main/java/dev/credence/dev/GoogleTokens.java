package dev.credence.dev;

import dev.credence.telemetry.Secret;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/** The Google access tokens that were issued and have not ended. Used on one event loop. */
final class GoogleTokens {
    private static final int MOST_KEPT = 1_000;

    private final InstantSource clock;
    private final MadeUpValues values;
    private final Map<Secret, Instant> ends = new LinkedHashMap<>();

    GoogleTokens(InstantSource clock, MadeUpValues values) {
        this.clock = clock;
        this.values = values;
    }

    /** A new one that lives so long. */
    Secret issue(Duration life) {
        if (ends.size() >= MOST_KEPT) {
            ends.remove(ends.keySet().iterator().next());
        }
        Secret token = Secret.of(values.googleAccessToken());
        ends.put(token, clock.instant().plus(life));
        return token;
    }

    /** True if that is one of them and has not ended. */
    boolean admits(String presented) {
        Instant end = ends.get(Secret.of(presented));
        return end != null && clock.instant().isBefore(end);
    }
}
