package dev.credence.source;

import dev.credence.credential.Answer;
import dev.credence.credential.BaseCredentials;
import dev.credence.credential.Clockwork;
import dev.credence.credential.Credential;
import dev.credence.credential.CredentialIssuer;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.CredentialService;
import dev.credence.credential.KeyLimits;
import dev.credence.credential.Outcome;
import dev.credence.credential.RefreshPolicy;
import dev.credence.source.vault.VaultFixture;
import dev.credence.telemetry.UpstreamMeters;
import dev.credence.testing.FakeTime;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.awaitility.Awaitility;

/**
 * A credential service on a context of its own, with a clock that tests wind, a fake back end {@code vault} that issues
 * base credentials, and a source under test that derives from them. Every method is called from the test's thread.
 */
public final class DerivingGateway implements BaseCredentials {
    public final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    public final UpstreamMeters meters = new UpstreamMeters(registry);
    /** Wound on the context only. */
    private final FakeTime time = new FakeTime();

    private final Context context;
    private final FakeBackEnd vault;
    private final Map<String, CredentialIssuer> issuers = new HashMap<>();
    private CredentialService service;
    private volatile int replaced;

    /**
     * @param bases the first, the second base credential and so on
     */
    public DerivingGateway(Vertx vertx, IntFunction<Credential> bases) {
        this.context = vertx.getOrCreateContext();
        this.vault = new FakeBackEnd(time, bases);
        this.issuers.put("vault", vault);
        start();
    }

    /** Adds a source, made on the context. */
    public <S extends CredentialSource> S with(Supplier<S> made) {
        S source = on(() -> Future.succeededFuture(made.get()));
        issuers.put(source.status().name(), source);
        start();
        return source;
    }

    /** Has the base credentials checked before they take the place of others. */
    public void checking(CredentialCheck check) {
        issuers.put("vault", new CheckedSource(vault, check, new Propagation(clockwork())));
        start();
    }

    /** What sources under test run on: timers and both clocks are wound, chance always says zero. */
    public Clockwork clockwork() {
        return new Clockwork(time, time, () -> 0L);
    }

    public FakeTime time() {
        return time;
    }

    @Override
    public Future<Answer> base(CredentialKey key) {
        return service.base(key);
    }

    @Override
    public void replace(CredentialKey key) {
        replaced++;
        service.replace(key);
    }

    /** How often a source asked for another base. */
    public int replaced() {
        return replaced;
    }

    /** What the service answers to a caller. */
    public Future<Answer> asking(CredentialKey key) {
        return later(() -> service.get(key, "10.0.0.1", ""));
    }

    /** What the source says, without the service around it. */
    public Outcome issue(CredentialSource source, CredentialKey key) {
        return VaultFixture.await(issuing(source, key));
    }

    public Future<Outcome> issuing(CredentialSource source, CredentialKey key) {
        return later(() -> source.issue(key));
    }

    /** Lets time pass on the context; what falls due runs. */
    public void advance(Duration duration) {
        run(() -> time.advance(duration));
    }

    /** Waits until that many timers have not run. */
    public void awaitTimers(int number) {
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .until(() -> on(() -> Future.succeededFuture(time.timers())) == number);
    }

    public int timers() {
        return on(() -> Future.succeededFuture(time.timers()));
    }

    public void vaultFails(Outcome.Failure failure) {
        run(() -> vault.failure = failure);
    }

    /** How long base credentials live from now on. */
    public void vaultLeasesFor(Duration life) {
        run(() -> vault.life = life);
    }

    public void vaultHolds() {
        run(() -> vault.holding = true);
    }

    public void vaultAnswers() {
        run(vault::answerHeld);
    }

    /** How often the vault was asked. */
    public int vaultCalls() {
        return on(() -> Future.succeededFuture(vault.calls));
    }

    /** The leases that were given back. */
    public List<String> released() {
        return on(() -> Future.succeededFuture(List.copyOf(vault.released)));
    }

    public <T> T on(Supplier<Future<T>> action) {
        return VaultFixture.await(later(action));
    }

    public void run(Runnable action) {
        on(() -> {
            action.run();
            return Future.<Void>succeededFuture();
        });
    }

    private void start() {
        RefreshPolicy policy = new RefreshPolicy(0.5, Duration.ZERO, 0, Duration.ofDays(7), Duration.ofSeconds(9));
        service = new CredentialService(
                Map.copyOf(issuers), policy, new KeyLimits(100, Map.of(), 0, 0), clockwork(), List.of());
    }

    private <T> Future<T> later(Supplier<Future<T>> action) {
        Promise<T> result = Promise.promise();
        context.runOnContext(started -> action.get().onComplete(result));
        return result.future();
    }
}
