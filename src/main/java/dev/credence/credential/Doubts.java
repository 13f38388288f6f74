package dev.credence.credential;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Brings forward when a back end is asked for an entry, because what the entry holds may not work any more. Nothing is let
 * go of: until there is something better, it is served. Belongs to the service's context.
 */
final class Doubts {
    /** For what could not be looked at when the doubt arose. */
    private static final Duration SHORTLY = Duration.ofSeconds(2);
    /** So long what was made from a base that works no longer may wait for its turn; most of it still works. */
    private static final Duration FOLLOWING = Duration.ofSeconds(10);

    private final KeyTable table;
    private final Clockwork clockwork;
    private final Consumer<CredentialEntry> reschedule;

    /**
     * @param reschedule sets the timer of an entry that is due at another time than before
     */
    Doubts(KeyTable table, Clockwork clockwork, Consumer<CredentialEntry> reschedule) {
        this.table = table;
        this.clockwork = clockwork;
        this.reschedule = reschedule;
    }

    /** As {@link LeaseListener#doubted}; other leases than the one held are no concern of anybody. */
    void arise(CredentialEntry entry, String lease, Duration within) {
        if (isBusy(entry)) {
            entry.doubt(lease);
        }
        if (entry.lease().filter(lease::equals).isPresent()) {
            askWithin(entry, within);
        }
    }

    /**
     * A call for that entry has ended.
     *
     * @param wasLost whether what it held before was known not to work
     */
    void landed(CredentialEntry entry, boolean wasLost) {
        if (!isBusy(entry) && entry.endDoubts()) {
            askWithin(entry, SHORTLY);
        }
        if (wasLost && !entry.isLost() && entry.held() != null) {
            List.copyOf(table.entries()).stream()
                    .filter(other -> other.held() != null)
                    .filter(other ->
                            other.key().base().filter(entry.key()::equals).isPresent())
                    .forEach(derived -> askWithin(derived, FOLLOWING));
        }
    }

    private void askWithin(CredentialEntry entry, Duration limit) {
        long by = (long) (limit.toNanos() * clockwork.random().nextDouble());
        entry.renewWithin(Duration.ofNanos(by), clockwork.time().nanoTime());
        if (entry.flight() == null) {
            reschedule.accept(entry);
        }
    }

    private static boolean isBusy(CredentialEntry entry) {
        return entry.flight() != null || entry.overdue() != null;
    }
}
