package dev.credence.ops;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who still asks for instance metadata without a session token, read from the meter that counts it. As many as that
 * meter's label has values. Belongs to one context.
 */
final class ImdsV1Users {
    private static final String METER = "credence.imds.v1.requests";
    private static final String LABEL = "caller";

    private final MeterRegistry registry;
    private final Map<String, Seen> seen = new HashMap<>();

    /**
     * One of them.
     *
     * @param caller as the meter calls it
     * @param requests since the start, whether they were answered or refused
     * @param lastSeen when a request of it was noticed last, some seconds after it came
     */
    record User(String caller, long requests, Optional<Instant> lastSeen) {}

    private record Seen(long requests, @Nullable Instant at) {}

    ImdsV1Users(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Looks who has asked since the last look; those who asked most come first. */
    List<User> look(Instant now) {
        return registry.find(METER).counters().stream()
                .map(counter -> look(counter, now))
                .filter(user -> user.requests() > 0)
                .sorted(Comparator.comparingLong(User::requests).reversed().thenComparing(User::caller))
                .toList();
    }

    private User look(Counter counter, Instant now) {
        String tag = counter.getId().getTag(LABEL);
        String caller = tag == null ? "" : tag;
        long requests = (long) counter.count();
        Seen before = seen.getOrDefault(caller, new Seen(0, null));
        Seen after = requests > before.requests() ? new Seen(requests, now) : before;
        seen.put(caller, after);
        return new User(caller, requests, Optional.ofNullable(after.at()));
    }
}
