package dev.credence.credential;

import dev.credence.credential.CredentialMessages.Get;
import dev.credence.telemetry.Secret;
import io.vertx.core.Future;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * Stands in for the credential service while the gateway rehearses: answers at once, and with values that open nothing.
 * At addresses of its own, so that no real credential can come there, and none of these anywhere else.
 */
public final class RehearsalService {
    private static final Duration LIFE = Duration.ofMinutes(1);
    private static final Secret WORTHLESS = Secret.of("rehearsal-".repeat(80));

    private final EventBus bus;
    private final TimeSource time;
    private final MessageConsumer<Get> consumer;

    private RehearsalService(EventBus bus, TimeSource time) {
        this.bus = bus;
        this.time = time;
        this.consumer = bus.localConsumer(
                CredentialAddresses.OF_REHEARSAL.get(),
                message -> message.reply(new Answer.Found(issue(message.body().key()))));
    }

    /** Starts one; there can be but one on a bus. */
    public static RehearsalService on(EventBus bus, TimeSource time) {
        return new RehearsalService(bus, time);
    }

    /** The way to it. */
    public CredentialClient client() {
        return new CredentialClient(bus, LIFE, CredentialAddresses.OF_REHEARSAL);
    }

    /** Ends it. */
    public Future<Void> close() {
        return consumer.unregister();
    }

    private IssuedCredential issue(CredentialKey key) {
        Instant now = time.instant();
        long nanos = time.nanoTime();
        return new IssuedCredential(
                key,
                credential(key),
                now,
                nanos,
                now.plus(LIFE).truncatedTo(ChronoUnit.SECONDS),
                nanos + LIFE.toNanos(),
                new Holding(nanos));
    }

    private static Credential credential(CredentialKey key) {
        return switch (key.cloud()) {
            case AWS ->
                new AwsCredential("REHEARSAL", WORTHLESS, Optional.of(WORTHLESS), Optional.empty(), Optional.empty());
            case GCP ->
                new GcpAccessToken(
                        WORTHLESS,
                        new GcpServiceAccount(Optional.of("rehearsal@invalid"), Optional.empty(), List.of()));
            case AZURE -> new AzureAccessToken(WORTHLESS, Optional.empty(), AzureDirectory.UNKNOWN);
        };
    }
}
