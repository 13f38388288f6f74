package dev.credence.source.vault;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Where a new token was refused like the old one. Vault says 403 of a dead token and of a missing permission alike, so
 * without this each call there would cost a login. Belongs to the source's context.
 */
final class DeniedPaths {
    /** After it a login is tried again: somebody may have given the role of the login another policy. */
    private static final Duration STANDS = Duration.ofMinutes(5);
    /** Paths come from the configuration; this bounds what templates could make of it. */
    private static final int MOST = 1_000;

    private final LongSupplier nanoTime;
    private final Map<String, Long> since = new HashMap<>();

    DeniedPaths(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    void add(VaultPath path) {
        if (since.size() >= MOST) {
            since.clear();
        }
        since.put(path.toString(), nanoTime.getAsLong());
    }

    boolean contains(VaultPath path) {
        Long added = since.get(path.toString());
        return added != null && nanoTime.getAsLong() - added < STANDS.toNanos();
    }
}
