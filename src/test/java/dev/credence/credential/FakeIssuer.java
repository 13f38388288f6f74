package dev.credence.credential;

import dev.credence.telemetry.Secret;
import dev.credence.testing.FakeTime;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A back end that answers when and how a test says. */
final class FakeIssuer implements CredentialIssuer {
    private final FakeTime time;
    private final List<CredentialKey> asked = new ArrayList<>();
    private final List<Promise<Outcome>> open = new ArrayList<>();
    private Optional<Outcome.Failure> failure = Optional.empty();
    private Duration life = Duration.ofHours(1);
    private final List<String> released = new ArrayList<>();
    private boolean holding;
    private boolean leasing;
    private int leases;

    FakeIssuer(FakeTime time) {
        this.time = time;
    }

    @Override
    public Future<Outcome> issue(CredentialKey key) {
        asked.add(key);
        if (holding) {
            Promise<Outcome> promise = Promise.promise();
            open.add(promise);
            return promise.future();
        }
        return Future.succeededFuture(next());
    }

    @Override
    public Future<Void> release(CredentialKey key, String lease) {
        released.add(lease);
        return Future.succeededFuture();
    }

    /** From now on everything issued has a lease: {@code lease-1} and so on. */
    FakeIssuer leasing() {
        leasing = true;
        return this;
    }

    /** The leases given back, in order. */
    List<String> released() {
        return released;
    }

    /** From now on calls stay open. */
    FakeIssuer hold() {
        holding = true;
        return this;
    }

    /** Later calls are answered at once, those that are open stay so. */
    FakeIssuer answering() {
        holding = false;
        return this;
    }

    /** Answers that call of those that are open, the oldest being 0. */
    void answer(int call) {
        open.remove(call).complete(next());
    }

    /** Answers the calls that are open, and further ones at once. */
    void release() {
        holding = false;
        List<Promise<Outcome>> waiting = List.copyOf(open);
        open.clear();
        waiting.forEach(promise -> promise.complete(next()));
    }

    /** Breaks the calls that are open as no source should. */
    void breakDown() {
        List<Promise<Outcome>> waiting = List.copyOf(open);
        open.clear();
        waiting.forEach(promise -> promise.fail(new IllegalStateException("defect")));
    }

    FakeIssuer failing(Outcome.Failure reason) {
        failure = Optional.of(reason);
        return this;
    }

    FakeIssuer healed() {
        failure = Optional.empty();
        return this;
    }

    FakeIssuer issuing(Duration lifeOfEach) {
        life = lifeOfEach;
        return this;
    }

    int calls() {
        return asked.size();
    }

    List<CredentialKey> asked() {
        return asked;
    }

    private Outcome next() {
        if (failure.isPresent()) {
            return failure.get();
        }
        AwsCredential keys = new AwsCredential(
                "ASIA%016d".formatted(asked.size()),
                Secret.of("secret"),
                Optional.of(Secret.of("token")),
                Optional.empty(),
                Optional.empty());
        return new Outcome.Issued(
                keys, time.instant().plus(life), leasing ? Optional.of("lease-" + ++leases) : Optional.empty());
    }
}
