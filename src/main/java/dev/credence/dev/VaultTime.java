package dev.credence.dev;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times as Vault writes them. */
final class VaultTime {
    private VaultTime() {}

    /** RFC 3339 in UTC, whole seconds. */
    static String text(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
