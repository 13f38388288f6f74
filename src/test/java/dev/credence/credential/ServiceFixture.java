package dev.credence.credential;

import dev.credence.telemetry.Cloud;
import dev.credence.testing.FakeTime;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** A credential service on a clock that tests wind, with one back end that they script. */
final class ServiceFixture implements CredentialObserver {
    static final Duration WAIT = Duration.ofMillis(900);
    static final Outcome.Unavailable DOWN = new Outcome.Unavailable("backend.down", "down");
    static final Outcome.Denied DENIED = new Outcome.Denied("backend.denied", "no");

    final FakeTime time = new FakeTime();
    final FakeIssuer issuer = new FakeIssuer(time);
    final List<String> dropped = new ArrayList<>();
    final List<IssuedCredential> issued = new ArrayList<>();
    final CredentialService service;
    int coalesced;

    ServiceFixture() {
        this(new KeyLimits(100, Map.of(), 0, 0));
    }

    ServiceFixture(KeyLimits limits) {
        // Without jitter, so that tests can name the moment; the jitter itself has tests of its own.
        RefreshPolicy policy = new RefreshPolicy(0.5, Duration.ofMinutes(20), 0, Duration.ofHours(1), WAIT);
        this.service = new CredentialService(
                Map.of("vault", issuer),
                policy,
                limits,
                new Clockwork(time, time, new Random(1)),
                List.of(this, new CredentialLog(time)));
    }

    static CredentialKey key(String name) {
        return new CredentialKey(Cloud.AWS, name, "vault", Map.of(CredentialKey.ROLE, name));
    }

    Future<Answer> ask(String name) {
        return ask(name, "10.0.0.1");
    }

    Future<Answer> ask(String name, String caller) {
        return service.get(key(name), caller, "");
    }

    /** The access key id that a caller gets now. */
    String given(String name) {
        Answer answer = ask(name).result();
        return ((AwsCredential) ((Answer.Found) answer).credential().credential()).accessKeyId();
    }

    /** The code that a caller is refused with now. */
    String refusal(String name) {
        return refusal(ask(name));
    }

    static String refusal(Future<Answer> answer) {
        return ((Answer.Refused) answer.result()).failure().code();
    }

    CredentialStatus status(String name) {
        Optional<CredentialStatus> found = service.status().stream()
                .filter(status -> status.credential().equals(name))
                .findFirst();
        return found.orElseThrow();
    }

    @Override
    public void issued(IssuedCredential credential, BackEndCall call) {
        issued.add(credential);
    }

    @Override
    public void dropped(CredentialKey key, DropReason reason) {
        dropped.add(key.credential() + " " + reason.label());
    }

    @Override
    public void coalesced(CredentialKey key) {
        coalesced++;
    }
}
