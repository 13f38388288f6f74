package dev.credence.source.vault;

import dev.credence.config.BreakerConfig;
import dev.credence.config.RateLimit;
import dev.credence.config.TokenAuth;
import dev.credence.config.VaultAuth;
import dev.credence.config.VaultConfig;
import dev.credence.config.VaultTls;
import dev.credence.credential.Clockwork;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.LeaseListener;
import dev.credence.credential.Outcome;
import dev.credence.credential.TimeSource;
import dev.credence.credential.VertxScheduler;
import dev.credence.source.CredentialSource;
import dev.credence.telemetry.Cloud;
import dev.credence.telemetry.Secret;
import dev.credence.telemetry.UpstreamMeters;
import dev.credence.testing.FakeTime;
import dev.credence.testing.FakeVault;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** A source in front of a fake Vault, on a context of its own, with a clock that stands still. */
public final class VaultFixture {
    public static final Instant NOW = Instant.parse("2026-03-01T12:00:00.700Z");
    static final CredentialKey APP = key("app");

    public final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    public final UpstreamMeters meters = new UpstreamMeters(registry);
    public final Vertx vertx;
    private final Context context;

    private URI address;
    private Optional<String> namespace = Optional.empty();
    private Optional<String> authNamespace = Optional.empty();
    private VaultAuth auth = new TokenAuth(Optional.of(Secret.of(FakeVault.TOKEN)), Optional.empty());
    private VaultTls tls = new VaultTls(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false);
    private Duration timeout = Duration.ofSeconds(15);
    private int retries = 0;
    private RateLimit limit = RateLimit.NONE;
    private Optional<Path> leases = Optional.empty();
    private LeaseListener listener = (key, lease, within) -> {};
    private InstantSource clock = InstantSource.fixed(NOW);
    /** Always zero: repeated requests follow at once. */
    private RandomGenerator random = () -> 0L;

    private Optional<FakeTime> time = Optional.empty();
    private final AtomicLong skipped = new AtomicLong();
    private final Map<VaultSource, LeaseJournal> journals = new ConcurrentHashMap<>();

    public VaultFixture(Vertx vertx, URI address) {
        this.vertx = vertx;
        this.address = address;
        this.context = vertx.getOrCreateContext();
    }

    VaultFixture address(String other) {
        address = URI.create(other);
        return this;
    }

    VaultFixture namespace(String name) {
        namespace = Optional.of(name);
        return this;
    }

    VaultFixture authNamespace(String name) {
        authNamespace = Optional.of(name);
        return this;
    }

    VaultFixture auth(VaultAuth other) {
        auth = other;
        return this;
    }

    VaultFixture token(String token) {
        auth = new TokenAuth(Optional.of(Secret.of(token)), Optional.empty());
        return this;
    }

    VaultFixture tokenFile(Path file) {
        auth = new TokenAuth(Optional.empty(), Optional.of(file));
        return this;
    }

    VaultFixture tls(VaultTls other) {
        tls = other;
        return this;
    }

    public VaultFixture timeout(Duration limit) {
        timeout = limit;
        return this;
    }

    VaultFixture leases(Path file) {
        leases = Optional.of(file);
        return this;
    }

    /** Told of leases that end before their time. */
    VaultFixture listener(LeaseListener other) {
        listener = other;
        return this;
    }

    VaultFixture retries(int number) {
        retries = number;
        return this;
    }

    VaultFixture limit(RateLimit other) {
        limit = other;
        return this;
    }

    VaultFixture clock(InstantSource other) {
        clock = other;
        return this;
    }

    /** Chance that always says the most. */
    VaultFixture unlucky() {
        random = new Unlucky();
        return this;
    }

    /** Time that a test winds, by {@link #advance}. */
    VaultFixture time(FakeTime other) {
        time = Optional.of(other);
        return this;
    }

    /** Lets it pass, on the source's context. */
    void advance(Duration duration) {
        on(() -> {
            time.orElseThrow().advance(duration);
            return Future.succeededFuture();
        });
    }

    /** Lets time pass by the monotonic clock. */
    void skip(Duration time) {
        skipped.addAndGet(time.toNanos());
    }

    public VaultConfig config() {
        BreakerConfig breaker = new BreakerConfig(3, Duration.ofSeconds(10), Duration.ofMillis(200));
        return new VaultConfig("vault", address, namespace, authNamespace, auth, tls, timeout, retries, limit, breaker);
    }

    /** A new source, made on its context. */
    VaultSource source() {
        return on(() -> Future.succeededFuture(create()));
    }

    /** A new source of whoever is on the right context already. */
    public VaultSource create() {
        Clockwork clockwork = clockwork();
        LeaseJournal journal = new LeaseJournal(vertx, leases, clockwork.time());
        VaultSource source = VaultSource.create(vertx, config(), clockwork, meters, journal, listener);
        journal.start(false);
        journals.put(source, journal);
        return source;
    }

    /**
     * Ends a source, and lets go of its file of leases.
     *
     * @param succeeded whether another gateway has taken over
     */
    void end(VaultSource source, boolean succeeded) {
        LeaseJournal journal = Objects.requireNonNull(journals.get(source));
        on(() -> journal.handOver(succeeded).compose(known -> source.close()).compose(done -> journal.close()));
    }

    /** What a source would log in with. */
    VaultLogin createLogin() {
        Clockwork clockwork = clockwork();
        VaultClient client = new VaultClient(vertx, config(), clockwork.time(), clockwork.random(), meters);
        return VaultAccess.login(vertx, config(), client, clockwork, meters);
    }

    private Clockwork clockwork() {
        return time.map(fake -> new Clockwork(fake, fake, random))
                .orElseGet(() -> new Clockwork(
                        new Clocks(clock, TimeSource.system(), skipped), new VertxScheduler(vertx, context), random));
    }

    private static final class Unlucky implements RandomGenerator {
        @Override
        public long nextLong() {
            return 0;
        }

        @Override
        public long nextLong(long bound) {
            return bound - 1;
        }
    }

    /** The wall clock of a test; requests are timed by the machine's. */
    private record Clocks(InstantSource wall, TimeSource machine, AtomicLong skipped) implements TimeSource {
        @Override
        public Instant instant() {
            return wall.instant();
        }

        @Override
        public long nanoTime() {
            return machine.nanoTime() + skipped.get();
        }
    }

    /** What the source says, asked on its context. */
    public Outcome issue(CredentialSource source, CredentialKey key) {
        return await(issuing(source, key));
    }

    Outcome issue() {
        return issue(source(), APP);
    }

    Outcome issue(CredentialKey key) {
        return issue(source(), key);
    }

    Outcome.Failure failure() {
        return (Outcome.Failure) issue();
    }

    /** As {@link #issue(CredentialSource, CredentialKey)}, for somebody who has nothing. */
    Outcome issueUrgently(CredentialSource source, CredentialKey key) {
        return on(() -> source.issueUrgently(key));
    }

    /** As {@link #issue(CredentialSource, CredentialKey)}, without waiting. */
    public Future<Outcome> issuing(CredentialSource source, CredentialKey key) {
        return later(() -> source.issue(key));
    }

    /** Runs on the source's context and waits for the result. */
    public <T> T on(Supplier<Future<T>> action) {
        return await(later(action));
    }

    public static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
        } catch (Exception failure) {
            throw new AssertionError(failure);
        }
    }

    public static CredentialKey key(String role, String... parameters) {
        Map<String, String> all = new TreeMap<>(Map.of(CredentialKey.MOUNT, "aws", CredentialKey.ROLE, role));
        for (int i = 0; i < parameters.length; i += 2) {
            all.put(parameters[i], parameters[i + 1]);
        }
        return new CredentialKey(Cloud.AWS, role, "vault", all);
    }

    <T> Future<T> later(Supplier<Future<T>> action) {
        Promise<T> result = Promise.promise();
        context.runOnContext(started -> action.get().onComplete(result));
        return result.future();
    }
}
