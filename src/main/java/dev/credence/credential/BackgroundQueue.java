package dev.credence.credential;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Renewals and prefetches that wait for their turn: so many for each back end and cloud at once, so that they never
 * crowd out waiting callers, and a slow engine holds up nobody but itself. Belongs to the service's context.
 */
final class BackgroundQueue {
    /** Calls under way at once for one back end and cloud. */
    private static final int CALLS = 16;

    private final Set<CredentialEntry> waiting = new LinkedHashSet<>();
    private final Map<String, Integer> calls = new HashMap<>();
    private final Consumer<CredentialEntry> start;

    /**
     * @param start begins the call for an entry whose turn it is; whoever does tells its end to {@link #ended}
     */
    BackgroundQueue(Consumer<CredentialEntry> start) {
        this.start = start;
    }

    void add(CredentialEntry entry) {
        if (waiting.add(entry)) {
            drain();
        }
    }

    void remove(CredentialEntry entry) {
        waiting.remove(entry);
    }

    void clear() {
        waiting.clear();
    }

    /** A call that was begun here has ended. */
    void ended(CredentialEntry entry) {
        calls.merge(lane(entry), -1, Integer::sum);
        drain();
    }

    private void drain() {
        for (CredentialEntry next = next(); next != null; next = next()) {
            calls.merge(lane(next), 1, Integer::sum);
            start.accept(next);
        }
    }

    private @Nullable CredentialEntry next() {
        Iterator<CredentialEntry> entries = waiting.iterator();
        while (entries.hasNext()) {
            CredentialEntry entry = entries.next();
            if (entry.flight() != null) {
                entries.remove();
            } else if (calls.getOrDefault(lane(entry), 0) < CALLS) {
                entries.remove();
                return entry;
            }
        }
        return null;
    }

    private static String lane(CredentialEntry entry) {
        return entry.key().backend() + ' ' + entry.key().cloud().label();
    }
}
