package dev.credence.caller.docker;

import dev.credence.caller.Container;
import dev.credence.caller.Lifeline;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * What is known to run at one engine, and who has which address. Belongs to one context.
 *
 * <p>Answers and events may be read in another order than they were true in, so each piece of knowledge carries the moment
 * at which it was asked for, and none replaces a later one.
 */
final class Inventory {
    /** A machine runs hundreds; what is beyond is not known, and so refused. */
    static final int MOST = 10_000;

    private final NavigableMap<String, Resident> byId = new TreeMap<>();
    private final Map<InetAddress, Set<String>> byAddress = new HashMap<>();
    /** Who uses the addresses of another, by its id. */
    private final Map<String, Set<String>> joined = new HashMap<>();
    /** Those that ended, and when that became known: an answer that was asked for before does not bring them back. */
    private final Map<String, Moment> ended = new LinkedHashMap<>();

    private final LongSupplier nanoTime;
    private long order;

    /**
     * When something was asked or became known.
     *
     * @param order greater than that of every moment before
     * @param nanos by the monotonic clock
     */
    record Moment(long order, long nanos) {
        boolean isAfter(Moment other) {
            return order > other.order;
        }
    }

    /**
     * A container and what has been handed out about it.
     *
     * @param life cut when it ends
     * @param stays cut when it loses the address
     * @param askedAt the moment at which it was asked for
     */
    record Resident(Container container, Lifeline life, Map<InetAddress, Lifeline> stays, Moment askedAt) {}

    Inventory(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** A moment later than all before. */
    Moment now() {
        return new Moment(++order, nanoTime.getAsLong());
    }

    /** It runs, as was said to a question of that moment. */
    void put(Container container, Moment askedAt) {
        Resident before = byId.get(container.id());
        Moment end = ended.get(container.id());
        boolean isLate = (end != null && end.isAfter(askedAt))
                || (before != null && before.askedAt().isAfter(askedAt));
        if (isLate || (before == null && byId.size() >= MOST)) {
            return;
        }
        Resident same = before != null && before.container().isSameRun(container) ? before : null;
        if (before != null) {
            forget(before, same != null ? container.addresses() : Set.of());
        }
        Lifeline life = same != null ? same.life() : new Lifeline();
        Map<InetAddress, Lifeline> stays = new HashMap<>();
        for (InetAddress address : container.addresses()) {
            Lifeline known = same != null ? same.stays().get(address) : null;
            stays.put(address, known == null ? new Lifeline() : known);
            byAddress.computeIfAbsent(address, absent -> new LinkedHashSet<>()).add(container.id());
        }
        if (same == null && before != null) {
            before.life().cut();
        }
        if (!container.joined().isEmpty()) {
            joined.computeIfAbsent(container.joined(), absent -> new HashSet<>())
                    .add(container.id());
        }
        byId.put(container.id(), new Resident(container, life, stays, askedAt));
    }

    /** It runs no longer, as became known at that moment. */
    void remove(String id, Moment knownAt) {
        Resident before = byId.get(id);
        if (before != null && before.askedAt().isAfter(knownAt)) {
            return;
        }
        remember(id, knownAt);
        if (before != null) {
            byId.remove(id);
            forget(before, Set.of());
            before.life().cut();
        }
    }

    /** All that run, as was said to a question of that moment. */
    void keepOnly(Set<String> running, Moment askedAt) {
        List<String> gone = byId.values().stream()
                .filter(resident -> askedAt.isAfter(resident.askedAt()))
                .map(resident -> resident.container().id())
                .filter(id -> !running.contains(id))
                .toList();
        gone.forEach(id -> remove(id, askedAt));
    }

    /** True if it is known with these addresses and no others. */
    boolean has(Listed listed) {
        Resident resident = byId.get(listed.id());
        return resident != null && resident.container().addresses().equals(listed.addresses());
    }

    /** Who has the address, or uses it. */
    List<Resident> at(InetAddress address) {
        List<Resident> residents = new ArrayList<>();
        for (String id : byAddress.getOrDefault(address, Set.of())) {
            add(residents, id);
            joined.getOrDefault(id, Set.of()).forEach(guest -> add(residents, guest));
        }
        return residents;
    }

    /** Those whose id begins so. */
    List<Resident> withId(String prefix) {
        return byId.tailMap(prefix).entrySet().stream()
                .takeWhile(entry -> entry.getKey().startsWith(prefix))
                .limit(2)
                .map(Map.Entry::getValue)
                .toList();
    }

    /** True if some container uses the machine's own addresses. */
    boolean hasHostNetwork() {
        return byId.values().stream().anyMatch(resident -> resident.container().hostNetwork());
    }

    int size() {
        return byId.size();
    }

    /** Everything ends: the engine is not asked any more. */
    void clear() {
        List.copyOf(byId.keySet()).forEach(id -> remove(id, now()));
    }

    private void add(List<Resident> residents, String id) {
        Resident resident = byId.get(id);
        if (resident != null && !residents.contains(resident)) {
            residents.add(resident);
        }
    }

    /** Takes away its addresses, and cuts what was handed out about those that it does not keep. */
    private void forget(Resident resident, Set<InetAddress> kept) {
        Container container = resident.container();
        for (InetAddress address : container.addresses()) {
            Set<String> ids = byAddress.get(address);
            if (ids != null && ids.remove(container.id()) && ids.isEmpty()) {
                byAddress.remove(address);
            }
            Lifeline stay = resident.stays().get(address);
            if (stay != null && !kept.contains(address)) {
                stay.cut();
            }
        }
        Set<String> guests = joined.get(container.joined());
        if (guests != null && guests.remove(container.id()) && guests.isEmpty()) {
            joined.remove(container.joined());
        }
    }

    private void remember(String id, Moment knownAt) {
        ended.remove(id);
        ended.put(id, knownAt);
        if (ended.size() > MOST) {
            ended.remove(ended.keySet().iterator().next());
        }
    }
}
