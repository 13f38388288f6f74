package dev.credence.ops;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a counter with labels has counted, and when that was noticed last. As many as its labels have values. Belongs to one
 * context.
 */
final class CountWatch {
    private final MeterRegistry registry;
    private final String meter;
    private final List<String> labels;
    private final Map<List<String>, Seen> seen = new HashMap<>();

    /**
     * One of them.
     *
     * @param values of the labels, in their order
     * @param count since the start
     * @param lastSeen when it was noticed last, some seconds after it came
     */
    record Counted(List<String> values, long count, Optional<Instant> lastSeen) {
        /** Of the label at that place. */
        String value(int label) {
            return values.get(label);
        }
    }

    private record Seen(long count, @Nullable Instant at) {}

    CountWatch(MeterRegistry registry, String meter, String... labels) {
        this.registry = registry;
        this.meter = meter;
        this.labels = List.of(labels);
    }

    /** Looks what has come since the last look; what was counted most comes first. */
    List<Counted> look(Instant now) {
        return registry.find(meter).counters().stream()
                .map(counter -> look(counter, now))
                .filter(counted -> counted.count() > 0)
                .sorted(Comparator.comparingLong(Counted::count)
                        .reversed()
                        .thenComparing(counted -> String.join(" ", counted.values())))
                .toList();
    }

    private Counted look(Counter counter, Instant now) {
        List<String> values = labels.stream()
                .flatMap(label -> Stream.ofNullable(counter.getId().getTag(label)))
                .toList();
        long count = (long) counter.count();
        Seen before = seen.getOrDefault(values, new Seen(0, null));
        Seen after = count > before.count() ? new Seen(count, now) : before;
        seen.put(values, after);
        return new Counted(values, count, Optional.ofNullable(after.at()));
    }
}
