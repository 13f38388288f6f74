package dev.credence.bootstrap;

import dev.credence.config.MetricsConfig;
import dev.credence.credential.CredentialMessages;
import dev.credence.credential.TimeSource;
import dev.credence.gateway.ListeningTransport;
import dev.credence.telemetry.BuildInfo;
import dev.credence.telemetry.GarbageMeters;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/**
 * What everything runs on: event loops, clocks, chance and meters.
 *
 * @param registry where meters go; one that keeps nothing if metrics are off
 * @param scrape the text that Prometheus reads; empty if metrics are off
 */
public record Platform(
        Vertx vertx,
        TimeSource time,
        RandomGenerator random,
        MeterRegistry registry,
        Optional<UnaryOperator<String>> scrape) {

    private static final int WORKERS = 2;

    /** As many event loops as processors: a hit is bound by the processor alone. */
    static int eventLoops() {
        return Runtime.getRuntime().availableProcessors();
    }

    /** The machine's own, with metrics. */
    public static Platform create() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Vertx vertx = Vertx.builder()
                .with(options().setMetricsOptions(metrics()))
                .withTransport(ListeningTransport.create())
                .withMetrics(new MicrometerMetricsFactory(registry))
                .build();
        Gauge.builder("credence.build.info", () -> 1)
                .description("Which build this is")
                .tag("version", BuildInfo.version())
                .register(registry);
        return on(vertx, registry, Optional.of(type -> registry.scrape(type)));
    }

    /** The same with what that configuration wants of metrics. */
    Platform measuring(MetricsConfig metrics) {
        if (metrics.isOff()) {
            return withoutMetrics();
        }
        return metrics.prometheus() ? this : new Platform(vertx, time, random, registry, Optional.empty());
    }

    /** The same without metrics of our own. */
    private Platform withoutMetrics() {
        // What it denies costs a hit nothing; a registry without children would look for them at each.
        MeterRegistry silent = new SimpleMeterRegistry();
        silent.config().meterFilter(MeterFilter.deny());
        return new Platform(vertx, time, random, silent, Optional.empty());
    }

    /** Meters of the virtual machine; they load its management classes, so after the start. Blocks for a moment. */
    public void observeProcess() {
        new JvmMemoryMetrics().bindTo(registry);
        new GarbageMeters().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
    }

    /** Ends the event loops. */
    public Future<Void> close() {
        return vertx.close();
    }

    private static Platform on(Vertx vertx, MeterRegistry registry, Optional<UnaryOperator<String>> scrape) {
        CredentialMessages.register(vertx.eventBus());
        NativeHeap.trimPeriodically(vertx);
        return new Platform(vertx, TimeSource.system(), new SecureRandom(), registry, scrape);
    }

    private static VertxOptions options() {
        return new VertxOptions()
                .setEventLoopPoolSize(eventLoops())
                // Only files are read on these, a few at a time; each thread costs memory.
                .setWorkerPoolSize(WORKERS)
                .setInternalBlockingPoolSize(WORKERS)
                // No temporary folder: the root file system may be read-only.
                .setFileSystemOptions(new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false));
    }

    /** The server's meters cost a quarter of the throughput and say nothing that ours do not. */
    private static MicrometerMetricsOptions metrics() {
        return new MicrometerMetricsOptions()
                .setEnabled(true)
                .addDisabledMetricsCategory(MetricsDomain.HTTP_SERVER)
                .addDisabledMetricsCategory(MetricsDomain.NET_SERVER);
    }
}
