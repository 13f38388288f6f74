package dev.credence.caller.docker;

import dev.credence.caller.Container;
import dev.credence.caller.Lifeline;
import dev.credence.caller.docker.Inventory.Moment;
import dev.credence.caller.docker.Inventory.Resident;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

/** What a search is about. */
sealed interface Quarry {

    /** Who that is, as far as is known. */
    List<Resident> residents(Inventory inventory);

    /** True if the container is that. */
    boolean isMetBy(Container container);

    /** Cut when it is that no longer. */
    Lifeline lifeline(Resident resident);

    /** True if what is known of it is new enough for a question of that moment. */
    boolean isFresh(Resident resident, Moment asked);

    /** Whoever has that address. It may have been given to another, so only what was said since counts. */
    record OfAddress(InetAddress address) implements Quarry {
        @Override
        public List<Resident> residents(Inventory inventory) {
            return inventory.at(address);
        }

        @Override
        public boolean isMetBy(Container container) {
            return container.addresses().contains(address);
        }

        @Override
        public Lifeline lifeline(Resident resident) {
            return resident.stays().getOrDefault(address, resident.life());
        }

        @Override
        public boolean isFresh(Resident resident, Moment asked) {
            return resident.askedAt().isAfter(asked);
        }
    }

    /**
     * The container whose id begins so. It can have ended, but not become another, and a proxy asks often.
     *
     * @param prefix hexadecimal digits
     */
    record OfId(String prefix) implements Quarry {
        private static final Duration GOOD = Duration.ofSeconds(1);

        @Override
        public List<Resident> residents(Inventory inventory) {
            return inventory.withId(prefix);
        }

        @Override
        public boolean isMetBy(Container container) {
            return container.id().startsWith(prefix);
        }

        @Override
        public Lifeline lifeline(Resident resident) {
            return resident.life();
        }

        @Override
        public boolean isFresh(Resident resident, Moment asked) {
            return asked.nanos() - resident.askedAt().nanos() <= GOOD.toNanos();
        }
    }
}
