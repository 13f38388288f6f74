package dev.credence.caller.docker;

import dev.credence.caller.ContainerEngine;
import dev.credence.caller.ContainerEngines;
import dev.credence.caller.EngineStatus;
import dev.credence.config.CallerConfig;
import dev.credence.config.DockerConfig;
import dev.credence.config.VaultTls;
import dev.credence.credential.TimeSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * The engines that the configuration names. One outlives a change that leaves its settings, and the files that they name,
 * as they were. Any thread; changes are made one after the other.
 */
public final class Engines implements ContainerEngines {
    private final Vertx vertx;
    private final TimeSource time;
    private final RandomGenerator random;
    private final MeterRegistry registry;
    private final Duration wait;
    private final Map<String, EngineMeters> meters = new ConcurrentHashMap<>();
    private final Map<Settings, Opened> current = new ConcurrentHashMap<>();
    private final Set<Opened> all = ConcurrentHashMap.newKeySet();

    /** What an engine is reached by; whom it trusts to forward is the rules' own. */
    private record Settings(URI address, Optional<VaultTls> tls) {
        static Settings of(DockerConfig config) {
            return new Settings(config.address(), config.tls());
        }

        private List<Path> files() {
            return tls.stream()
                    .flatMap(files -> Stream.of(files.caCertificate(), files.certificate(), files.key()))
                    .flatMap(Optional::stream)
                    .toList();
        }
    }

    private record Opened(EngineVerticle engine, String deployment, List<Integer> content) {}

    /**
     * @param wait the longest that a caller waits until it is recognised
     */
    public Engines(Vertx vertx, TimeSource time, RandomGenerator random, MeterRegistry registry, Duration wait) {
        this.vertx = vertx;
        this.time = time;
        this.random = random;
        this.registry = registry;
        this.wait = wait;
    }

    /** Opens those that these rules name and that are not open yet; asks them in the background. */
    public Future<Void> open(Collection<CallerConfig> callers) {
        Future<Void> opened = Future.succeededFuture();
        for (CallerConfig caller : callers) {
            if (caller.docker().isPresent()) {
                DockerConfig config = caller.docker().get();
                opened = opened.compose(before -> open(config));
            }
        }
        return opened;
    }

    /** Closes those that these rules do not name, when nobody waits for them any more. */
    public void keepOnly(Collection<CallerConfig> callers) {
        Set<Settings> named = new HashSet<>();
        callers.forEach(caller -> caller.docker().map(Settings::of).ifPresent(named::add));
        current.keySet().retainAll(named);
        List<Opened> unused =
                all.stream().filter(opened -> !current.containsValue(opened)).toList();
        unused.forEach(opened -> {
            all.remove(opened);
            vertx.setTimer(wait.toMillis() + 1, due -> vertx.undeploy(opened.deployment()));
        });
    }

    @Override
    public ContainerEngine of(DockerConfig config) {
        Opened opened = current.get(Settings.of(config));
        if (opened == null) {
            throw new IllegalStateException("not opened: " + config.address());
        }
        return opened.engine();
    }

    @Override
    public long deadline() {
        return time.nanoTime() + wait.toNanos();
    }

    /** How each is doing. */
    public List<EngineStatus> status() {
        return all.stream().map(opened -> opened.engine().status()).toList();
    }

    /** Closes all; never fails. */
    public Future<Void> close() {
        List<Future<Void>> closing = all.stream()
                .map(opened -> vertx.undeploy(opened.deployment()).<Void>mapEmpty())
                .toList();
        all.clear();
        current.clear();
        return Future.join(closing).<Void>mapEmpty().otherwiseEmpty();
    }

    private Future<Void> open(DockerConfig config) {
        Settings settings = Settings.of(config);
        return content(settings).compose(content -> {
            Opened before = current.get(settings);
            if (before != null && before.content().equals(content)) {
                return Future.succeededFuture();
            }
            String address = config.address().toString();
            EngineVerticle engine = new EngineVerticle(
                    config,
                    time,
                    random,
                    meters.computeIfAbsent(address, absent -> new EngineMeters(registry, address)),
                    wait);
            return vertx.deployVerticle(engine).map(deployment -> {
                Opened opened = new Opened(engine, deployment, content);
                all.add(opened);
                current.put(settings, opened);
                return null;
            });
        });
    }

    /** A file that cannot be read just now counts as empty: the engine then cannot be asked, and says so. */
    private Future<List<Integer>> content(Settings settings) {
        List<Future<Integer>> contents = settings.files().stream()
                .map(file -> vertx.fileSystem()
                        .readFile(file.toAbsolutePath().toString())
                        .map(Buffer::hashCode)
                        .otherwise(0))
                .toList();
        return contents.isEmpty()
                ? Future.succeededFuture(List.of())
                : Future.join(contents).map(read -> read.<Integer>list());
    }
}
