package dev.credence.caller;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The callers that came last, each once; noted with each connection, not with each request. Any thread. */
public final class RecentCallers {
    private static final int MOST = 1000;

    private final InstantSource clock;
    private final Cache<Key, RecentCaller> visits =
            Caffeine.newBuilder().maximumSize(MOST).executor(Runnable::run).build();

    private record Key(String identity, String address, int rule) {}

    public RecentCallers(InstantSource clock) {
        this.clock = clock;
    }

    /** Somebody came. */
    public void note(Caller caller) {
        visits.put(new Key(caller.identity(), caller.address(), caller.rule()), shown(caller, clock.instant()));
    }

    /** Who came last, the latest first. */
    public List<RecentCaller> list() {
        return visits.asMap().values().stream()
                .sorted(Comparator.comparing(RecentCaller::seen).reversed().thenComparing(RecentCaller::name))
                .toList();
    }

    private static RecentCaller shown(Caller caller, Instant seen) {
        Optional<Container> container = caller.container();
        return new RecentCaller(
                caller.name(),
                caller.address(),
                caller.label(),
                caller.evidence().label(),
                container.map(Container::shortId),
                container.map(Container::image),
                caller.refusal().map(Refusal::label),
                seen);
    }
}
