package dev.credence.credential;

import dev.credence.credential.CredentialMessages.Action;
import dev.credence.credential.CredentialMessages.Command;
import dev.credence.credential.CredentialMessages.Dropped;
import dev.credence.credential.CredentialMessages.Get;
import dev.credence.credential.CredentialMessages.GetBase;
import dev.credence.credential.CredentialMessages.GetStatus;
import dev.credence.credential.CredentialMessages.Prefetch;
import dev.credence.credential.CredentialMessages.Replace;
import dev.credence.credential.CredentialMessages.StatusReply;
import dev.credence.telemetry.Cloud;
import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * The credential service as everybody else sees it: over the event bus, from any context. Replies come on the
 * caller's own context.
 */
public final class CredentialClient implements BaseCredentials {
    /** The service answers within the callers' patience by itself; this only catches a service that is gone. */
    private static final Duration SAFETY = Duration.ofSeconds(2);
    /** Calls to back ends end long before, by their own bounds. */
    private static final Duration LONGEST_CALL = Duration.ofMinutes(30);

    private final EventBus bus;
    private final CredentialAddresses addresses;
    private final DeliveryOptions options;
    private final LongAdder misses = new LongAdder();
    private final DeliveryOptions patient =
            new DeliveryOptions().setLocalOnly(true).setSendTimeout(LONGEST_CALL.toMillis());

    /**
     * @param callerWait the longest that the service makes a caller wait
     */
    public CredentialClient(EventBus bus, Duration callerWait) {
        this(bus, callerWait, CredentialAddresses.OF_SERVICE);
    }

    CredentialClient(EventBus bus, Duration callerWait, CredentialAddresses addresses) {
        this.bus = bus;
        this.addresses = addresses;
        this.options = new DeliveryOptions()
                .setLocalOnly(true)
                .setSendTimeout(callerWait.plus(SAFETY).toMillis());
    }

    /** As {@link CredentialService#get}; never fails. */
    public Future<Answer> get(CredentialKey key, String caller, String request) {
        misses.increment();
        return bus.<Answer>request(addresses.get(), new Get(key, caller, request), options)
                .map(reply -> reply.body())
                .otherwise(failure -> new Answer.Refused(
                        new Outcome.Unavailable("gateway.unavailable", "the credential service does not answer")));
    }

    /** How many requests of callers could not be answered from memory so far; any thread. */
    public long misses() {
        return misses.sum();
    }

    /** As {@link CredentialService#base}; never fails. */
    @Override
    public Future<Answer> base(CredentialKey key) {
        return bus.<Answer>request(addresses.base(), new GetBase(key), patient)
                .map(reply -> reply.body())
                .otherwise(failure -> new Answer.Refused(
                        new Outcome.Unavailable("gateway.unavailable", "the credential service does not answer")));
    }

    /** As {@link CredentialService#replace}; does not wait. */
    @Override
    public void replace(CredentialKey key) {
        bus.send(addresses.replace(), new Replace(key), options);
    }

    /** As {@link CredentialService#prefetch}; completes when the service knows the keys, before any is fetched. */
    public Future<Void> prefetch(Cloud cloud, Set<CredentialKey> keys) {
        return bus.request(addresses.prefetch(), new Prefetch(cloud, Set.copyOf(keys)), options)
                .mapEmpty();
    }

    /** As {@link CredentialService#refresh}. */
    public Future<Integer> refresh(String credential) {
        return command(Action.REFRESH, credential);
    }

    /** As {@link CredentialService#drop}. */
    public Future<Integer> drop(String credential) {
        return command(Action.DROP, credential);
    }

    /** As {@link CredentialService#status}; fails when the service is gone. */
    public Future<List<CredentialStatus>> status() {
        return bus.<StatusReply>request(addresses.status(), new GetStatus(), options)
                .map(reply -> reply.body().credentials());
    }

    /** Calls {@code consumer} on the caller's context for every credential issued for that cloud. */
    public void onIssued(Cloud cloud, Consumer<IssuedCredential> consumer) {
        bus.<IssuedCredential>localConsumer(addresses.issued(cloud), message -> consumer.accept(message.body()));
    }

    /** Calls {@code consumer} on the caller's context for every key dropped for that cloud. */
    public void onDropped(Cloud cloud, Consumer<CredentialKey> consumer) {
        bus.<Dropped>localConsumer(
                addresses.dropped(cloud),
                message -> consumer.accept(message.body().key()));
    }

    private Future<Integer> command(Action action, String credential) {
        return bus.<Integer>request(addresses.command(), new Command(action, credential), options)
                .map(reply -> reply.body());
    }
}
