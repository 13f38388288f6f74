package dev.credence.push;

import dev.credence.config.MetricsConfig;
import dev.credence.credential.TimeSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Deployable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What pushes metrics, as it was configured. */
public final class MetricsPush {
    private MetricsPush() {}

    /**
     * One verticle for each system that gets metrics; each pushes once more when it is undeployed, which takes two seconds
     * at most.
     *
     * @param instance tells this gateway from others, {@code host:port}
     */
    public static List<Deployable> verticles(
            MetricsConfig config, MeterRegistry registry, TimeSource time, Instance instance) {
        List<Deployable> verticles = new ArrayList<>();
        Map<String, String> tags = new TreeMap<>(config.tags());
        config.statsd()
                .ifPresent(statsd -> verticles.add(
                        new PushVerticle(new StatsdSink(statsd, tags), statsd.interval(), registry, time)));
        config.otlp()
                .ifPresent(otlp -> verticles.add(new PushVerticle(
                        new OtlpSink(otlp, new OtlpResource(tags, instance), time), otlp.interval(), registry, time)));
        return verticles;
    }

    /**
     * Which gateway it is.
     *
     * @param host its machine's name
     * @param id tells it from others, also on the same machine
     */
    public record Instance(String host, String id, String version) {}
}
