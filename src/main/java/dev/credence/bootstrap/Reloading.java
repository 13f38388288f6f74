package dev.credence.bootstrap;

import dev.credence.config.Configuration;
import dev.credence.config.ConfigurationException;
import dev.credence.credential.CredentialClient;
import dev.credence.gateway.Routing;
import dev.credence.logging.Logging;
import dev.credence.ops.ChangedConfiguration;
import dev.credence.telemetry.Secret;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes over changed configurations while the gateway serves. What can fail is made first; then all is replaced, so that a
 * request sees either what held before or what holds now.
 */
final class Reloading {
    private static final Logger LOG = LoggerFactory.getLogger(Reloading.class);

    private final Configuration running;
    private final RoutingFactory routings;
    private final Listeners listeners;
    private final BackEnds backEnds;
    private final CredentialClient client;
    private final BiConsumer<Routing, Optional<Secret>> use;
    private final Counter failures;
    /** What is used of the configurations until now; one is taken over after the other. */
    private volatile Configuration used;

    private volatile ChangedConfiguration last = ChangedConfiguration.USED;

    /**
     * @param running what the gateway was started with
     * @param use gets what is used from now on: for workloads, and the secret of the ops actions
     */
    Reloading(
            Configuration running,
            RoutingFactory routings,
            Listeners listeners,
            BackEnds backEnds,
            CredentialClient client,
            MeterRegistry registry,
            BiConsumer<Routing, Optional<Secret>> use) {
        this.running = running;
        this.used = running;
        this.routings = routings;
        this.listeners = listeners;
        this.backEnds = backEnds;
        this.client = client;
        this.use = use;
        this.failures = Counter.builder("credence.config.reload.failures")
                .description("Changed configurations that could not be used")
                .register(registry);
        Gauge.builder(
                        "credence.config.rejected",
                        this,
                        reloading -> reloading.last.rejected().isPresent() ? 1 : 0)
                .description("1 while the configuration that was read last is not used, because it cannot be")
                .register(registry);
    }

    /** What became of the last change; any thread. */
    ChangedConfiguration last() {
        return last;
    }

    /**
     * Takes over what a running gateway can take over, and says what needs a restart.
     *
     * @return fails if something could not be had that the configuration names; nothing has changed then
     */
    Future<Void> takeOver(Configuration changed) {
        Postponement postponed = Postponement.of(running, used, changed);
        Configuration usable = postponed.usable();
        return routings.make(usable)
                .compose(made -> routings.secret(usable.ops().tokenFile())
                        .compose(token -> listeners.present(usable).map(token))
                        .compose(token -> replace(usable, made, token)))
                .onSuccess(done -> {
                    List<String> later = new ArrayList<>(RestartCheck.sections(running, changed));
                    later.addAll(postponed.sections());
                    last = new ChangedConfiguration(Optional.empty(), List.copyOf(later));
                    announce(later);
                })
                .onFailure(failure -> {
                    failures.increment();
                    failed(String.valueOf(failure.getMessage()));
                    LOG.atError().setCause(failure).log("the changed configuration was not taken over");
                });
    }

    /** A changed configuration cannot be used; the one before stays. */
    void reject(ConfigurationException rejected) {
        failures.increment();
        int more = rejected.problems().size() - 1;
        failed(rejected.problems().get(0) + (more > 0 ? " (and " + more + " more in the log)" : ""));
        rejected.problems().forEach(problem -> LOG.atError()
                .addKeyValue("problem", problem)
                .log("changed configuration rejected, the one before stays"));
    }

    private void failed(String why) {
        last = new ChangedConfiguration(Optional.of(why), last.waiting());
    }

    private Future<Void> replace(Configuration changed, Routing made, Optional<Secret> opsToken) {
        used = changed;
        listeners.follow(changed);
        use.accept(made, opsToken);
        backEnds.follow(changed);
        routings.used(changed);
        Logging.apply(changed.log());
        return Future.join(made.providers().stream()
                        .map(provider -> client.prefetch(provider.cloud(), provider.prefetchable()))
                        .toList())
                .mapEmpty();
    }

    /** Against what runs, not against the change before: a restart that was due stays due. */
    private static void announce(List<String> later) {
        if (later.isEmpty()) {
            LOG.info("configuration reloaded");
        } else {
            LOG.atWarn()
                    .addKeyValue("sections", String.join(",", later))
                    .log("configuration reloaded; some changes take effect only after a restart");
        }
    }
}
