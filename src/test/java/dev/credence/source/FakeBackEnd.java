package dev.credence.source;

import dev.credence.credential.BackendStatus;
import dev.credence.credential.Credential;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.Outcome;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Issues what it is told, with leases that are numbered from 1. Used on one context. */
final class FakeBackEnd implements CredentialSource {
    private final InstantSource clock;
    private final IntFunction<Credential> credentials;
    private final Queue<Runnable> held = new ArrayDeque<>();
    final List<String> released = new ArrayList<>();
    final List<String> left = new ArrayList<>();
    Outcome.@Nullable Failure failure;
    Duration life = Duration.ofHours(12);
    boolean holding;
    boolean closed;
    int calls;

    /**
     * @param credentials makes the first, the second and so on
     */
    FakeBackEnd(InstantSource clock, IntFunction<Credential> credentials) {
        this.clock = clock;
        this.credentials = credentials;
    }

    @Override
    public Future<Outcome> issue(CredentialKey key) {
        int number = ++calls;
        Promise<Outcome> answer = Promise.promise();
        Runnable answering = () -> answer.complete(outcome(number));
        if (holding) {
            held.add(answering);
        } else {
            answering.run();
        }
        return answer.future();
    }

    void answerHeld() {
        holding = false;
        held.forEach(Runnable::run);
        held.clear();
    }

    @Override
    public Future<Void> release(CredentialKey key, String lease) {
        released.add(lease);
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> leave(CredentialKey key, String lease, Instant until) {
        left.add(lease);
        return Future.succeededFuture();
    }

    @Override
    public BackendStatus status() {
        return new BackendStatus("vault", "closed", Optional.empty(), Optional.empty(), Optional.empty());
    }

    @Override
    public Future<Void> close() {
        closed = true;
        return Future.succeededFuture();
    }

    private Outcome outcome(int number) {
        return failure != null
                ? failure
                : new Outcome.Issued(
                        credentials.apply(number), clock.instant().plus(life), Optional.of("lease-" + number));
    }
}
