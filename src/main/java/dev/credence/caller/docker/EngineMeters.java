package dev.credence.caller.docker;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;

/** Meters of one engine. Any thread. */
final class EngineMeters {
    private final MeterRegistry registry;
    private final String engine;
    private final AtomicInteger containers = new AtomicInteger();
    private final AtomicInteger following = new AtomicInteger();

    /**
     * @param engine its address: bounded by the configuration
     */
    EngineMeters(MeterRegistry registry, String engine) {
        this.registry = registry;
        this.engine = engine;
        Gauge.builder("credence.docker.containers", containers, AtomicInteger::get)
                .description("Containers known to run")
                .tag("engine", engine)
                .register(registry);
        Gauge.builder("credence.docker.following", following, AtomicInteger::get)
                .description("1 while the events of the engine are followed")
                .tag("engine", engine)
                .register(registry);
    }

    /** One question was answered, or was not; both texts are of fixed sets. */
    void answered(String operation, String outcome) {
        Counter.builder("credence.docker.requests")
                .description("Questions to container engines")
                .tag("engine", engine)
                .tag("operation", operation)
                .tag("outcome", outcome)
                .register(registry)
                .increment();
    }

    void containers(int known) {
        containers.set(known);
    }

    void following(boolean isFollowing) {
        following.set(isFollowing ? 1 : 0);
    }
}
