package dev.credence.credential;

import dev.credence.telemetry.Secret;
import dev.credence.testing.FakeTime;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A back end that answers when and how a test says. */
final class FakeIssuer implements CredentialIssuer {
    private final FakeTime time;
    private final List<CredentialKey> asked = new ArrayList<>();
    private final List<Promise<Void>> open = new ArrayList<>();
    private Optional<Outcome.Failure> failure = Optional.empty();
    private Duration life = Duration.ofHours(1);
    private final List<String> released = new ArrayList<>();
    private final Map<String, Instant> left = new TreeMap<>();
    private boolean holding;
    private final List<String> renewals = new ArrayList<>();
    private Optional<Outcome> renewal = Optional.empty();
    private Optional<Duration> renewedLife = Optional.empty();
    private boolean principals;
    private boolean leasing;
    private int replaced;
    private int leases;

    FakeIssuer(FakeTime time) {
        this.time = time;
    }

    @Override
    public Future<Outcome> issue(CredentialKey key) {
        asked.add(key);
        return holding ? open().map(waited -> next()) : Future.succeededFuture(next());
    }

    private Future<Void> open() {
        Promise<Void> promise = Promise.promise();
        open.add(promise);
        return promise.future();
    }

    @Override
    public Future<Outcome> replace(IssuedCredential held) {
        replaced++;
        return issue(held.key());
    }

    @Override
    public Future<Outcome> renew(IssuedCredential held, String lease) {
        renewals.add(lease);
        Future<Void> answer = holding ? open() : Future.succeededFuture();
        return answer.map(waited -> renewedLife
                .<Outcome>map(longer ->
                        new Outcome.Issued(held.credential(), time.instant().plus(longer), Optional.of(lease)))
                .or(() -> renewal)
                .orElse(ServiceFixture.DENIED));
    }

    @Override
    public Future<Void> release(CredentialKey key, String lease) {
        released.add(lease);
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> leave(CredentialKey key, String lease, Instant until) {
        left.put(lease, until);
        return Future.succeededFuture();
    }

    /** From now on everything issued has a lease: {@code lease-1} and so on. */
    FakeIssuer leasing() {
        leasing = true;
        return this;
    }

    /** From now on what is issued never reaches a workload. */
    FakeIssuer principals() {
        principals = true;
        return this;
    }

    /** From now on renewals succeed, each for that long. */
    FakeIssuer renewing(Duration life) {
        renewedLife = Optional.of(life);
        return this;
    }

    /** From now on renewals fail that way. */
    FakeIssuer notRenewing(Outcome.Failure reason) {
        renewedLife = Optional.empty();
        renewal = Optional.of(reason);
        return this;
    }

    /** The leases whose renewal was asked for, in order. */
    List<String> renewals() {
        return renewals;
    }

    /** How many were issued in place of one that is served. */
    int replaced() {
        return replaced;
    }

    /** The leases given back, in order. */
    List<String> released() {
        return released;
    }

    /** The leases left to another gateway, and until when they are held. */
    Map<String, Instant> left() {
        return left;
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
        open.remove(call).complete();
    }

    /** Answers the calls that are open, and further ones at once. */
    void release() {
        holding = false;
        List<Promise<Void>> waiting = List.copyOf(open);
        open.clear();
        waiting.forEach(promise -> promise.complete());
    }

    /** Breaks the calls that are open as no source should. */
    void breakDown() {
        List<Promise<Void>> waiting = List.copyOf(open);
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
        Credential issued = principals ? principal() : keys();
        return new Outcome.Issued(
                issued, time.instant().plus(life), leasing ? Optional.of("lease-" + ++leases) : Optional.empty());
    }

    private Credential principal() {
        return new AzurePrincipal("client-" + asked.size(), Secret.of("secret"), AzureDirectory.UNKNOWN);
    }

    private Credential keys() {
        return new AwsCredential(
                "ASIA%016d".formatted(asked.size()),
                Secret.of("secret"),
                Optional.of(Secret.of("token")),
                Optional.empty(),
                Optional.empty());
    }
}
