package dev.credence.credential;

import dev.credence.credential.CredentialMessages.Action;
import dev.credence.credential.CredentialMessages.Command;
import dev.credence.credential.CredentialMessages.Get;
import dev.credence.credential.CredentialMessages.GetBase;
import dev.credence.credential.CredentialMessages.GetStatus;
import dev.credence.credential.CredentialMessages.Prefetch;
import dev.credence.credential.CredentialMessages.Replace;
import dev.credence.credential.CredentialMessages.StatusReply;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Gives the credential service a context, timers and a place on the event bus. Deployed once. */
public final class CredentialVerticle extends VerticleBase {
    private final Issuers issuers;
    private final RefreshPolicy policy;
    private final KeyLimits limits;
    private final TimeSource time;
    private final RandomGenerator random;
    private final MeterRegistry registry;
    private @Nullable CredentialService service;
    private volatile int keys;

    /**
     * @param issuers called on the verticle's context, so that the state of the back ends belongs to it
     */
    public CredentialVerticle(
            Issuers issuers,
            RefreshPolicy policy,
            KeyLimits limits,
            TimeSource time,
            RandomGenerator random,
            MeterRegistry registry) {
        this.issuers = issuers;
        this.policy = policy;
        this.limits = limits;
        this.time = time;
        this.random = random;
        this.registry = registry;
    }

    @Override
    public Future<?> start() {
        CredentialMeters meters = new CredentialMeters(registry, () -> keys, policy.ahead(), time);
        CredentialService started = new CredentialService(
                onThisContext(issuers.open(this::doubt)),
                policy,
                limits,
                new Clockwork(time, time.scheduler(vertx, context), random),
                List.of(new BusPublisher(vertx.eventBus()), meters, new CredentialLog(time)));
        service = started;
        vertx.eventBus().<Get>localConsumer(CredentialAddresses.OF_SERVICE.get(), message -> get(started, message));
        vertx.eventBus()
                .<GetBase>localConsumer(CredentialAddresses.OF_SERVICE.base(), message -> base(started, message));
        vertx.eventBus()
                .<Replace>localConsumer(
                        CredentialAddresses.OF_SERVICE.replace(),
                        message -> started.replace(message.body().key()));
        vertx.eventBus().<Prefetch>localConsumer(CredentialAddresses.OF_SERVICE.prefetch(), message -> {
            started.prefetch(message.body().cloud(), message.body().keys());
            keys = started.size();
            message.reply(keys);
        });
        vertx.eventBus()
                .<Command>localConsumer(CredentialAddresses.OF_SERVICE.command(), message -> command(started, message));
        vertx.eventBus()
                .<GetStatus>localConsumer(
                        CredentialAddresses.OF_SERVICE.status(),
                        message -> message.reply(new StatusReply(started.status())));
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        return service == null ? issuers.close() : end(service).eventually(issuers::close);
    }

    private Future<Void> end(CredentialService ending) {
        return issuers.haveSuccessor() ? ending.handOver() : ending.close();
    }

    private void doubt(CredentialKey key, String lease, Duration within) {
        CredentialService told = service;
        if (told != null) {
            told.doubt(key, lease, within);
        }
    }

    /** The service has no locks: whatever thread a back end answers on, the answer is taken in here. */
    private Map<String, CredentialIssuer> onThisContext(Map<String, CredentialIssuer> made) {
        Map<String, CredentialIssuer> bound = new HashMap<>();
        made.forEach((name, issuer) -> bound.put(name, new OnContext(issuer, context)));
        return bound;
    }

    private record OnContext(CredentialIssuer issuer, Context context) implements CredentialIssuer {
        @Override
        public Future<Outcome> issue(CredentialKey key) {
            return here(issuer.issue(key));
        }

        @Override
        public Future<Outcome> issueUrgently(CredentialKey key) {
            return here(issuer.issueUrgently(key));
        }

        @Override
        public Future<Outcome> replace(IssuedCredential held) {
            return here(issuer.replace(held));
        }

        @Override
        public Future<Outcome> renew(IssuedCredential held, String lease) {
            return here(issuer.renew(held, lease));
        }

        @Override
        public Future<Void> release(CredentialKey key, String lease) {
            return here(issuer.release(key, lease));
        }

        @Override
        public Future<Void> leave(CredentialKey key, String lease, Instant until) {
            return here(issuer.leave(key, lease, until));
        }

        private <T> Future<T> here(Future<T> answer) {
            return Future.future(
                    promise -> answer.onComplete(result -> context.runOnContext(later -> promise.handle(result))));
        }
    }

    private void base(CredentialService started, Message<GetBase> message) {
        started.base(message.body().key()).onSuccess(message::reply);
        keys = started.size();
    }

    private void get(CredentialService started, Message<Get> message) {
        // The service never fails; its answer may come when the message's sender has long given up, which is fine.
        Get wanted = message.body();
        started.get(wanted.key(), wanted.caller(), wanted.request()).onSuccess(message::reply);
        keys = started.size();
    }

    private void command(CredentialService started, Message<Command> message) {
        String credential = message.body().credential();
        message.reply(
                message.body().action() == Action.REFRESH ? started.refresh(credential) : started.drop(credential));
        keys = started.size();
    }
}
