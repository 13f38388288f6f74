package dev.credence.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.credential.AwsCredential;
import dev.credence.credential.BackendStatus;
import dev.credence.credential.Clockwork;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.Holding;
import dev.credence.credential.IssuedCredential;
import dev.credence.credential.Outcome;
import dev.credence.telemetry.Cloud;
import dev.credence.telemetry.Secret;
import dev.credence.testing.FakeTime;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A new IAM user takes some time to become known; a working one is not given up before. */
class PropagationTest {
    private static final CredentialKey KEY = new CredentialKey(Cloud.AWS, "app", "vault", Map.of());
    private static final Outcome.Failure BROKEN = new Outcome.Unavailable("test.broken", "does not work");

    private final FakeTime time = new FakeTime();
    private final List<String> released = new ArrayList<>();
    private Optional<Outcome.Failure> checked = Optional.empty();
    private boolean session;
    private final CheckedSource source = new CheckedSource(
            new Vault(),
            (key, fresh) -> Future.succeededFuture(checked),
            new Propagation(new Clockwork(time, time, () -> 0L)));

    @Test
    void theFirstUserIsGivenAtOnce() {
        assertThat(source.issue(KEY).isComplete()).isTrue();
    }

    @Test
    void aUserThatReplacesOneIsWaitedFor() {
        Future<Outcome> fresh = source.replace(held(Duration.ofMinutes(30)));

        time.advance(Duration.ofSeconds(14));
        assertThat(fresh.isComplete()).isFalse();
        time.advance(Duration.ofSeconds(1));

        assertThat(fresh.result()).isInstanceOf(Outcome.Issued.class);
        assertThat(released).isEmpty();
    }

    @Test
    void theWaitEndsWellBeforeTheLifeOfWhatIsServed() {
        Future<Outcome> fresh = source.replace(held(Duration.ofSeconds(10)));

        time.advance(Duration.ofSeconds(5));

        assertThat(fresh.result()).isInstanceOf(Outcome.Issued.class);
    }

    @Test
    void aSessionIsKnownEverywhereAtOnce() {
        session = true;

        assertThat(source.replace(held(Duration.ofMinutes(30))).isComplete()).isTrue();
    }

    @Test
    void whatIsBeingWaitedForIsGivenBackAtTheEnd() {
        Future<Outcome> fresh = source.replace(held(Duration.ofMinutes(30)));

        source.close();
        time.advance(Duration.ofSeconds(15));

        assertThat(released).containsExactly("lease");
        assertThat(fresh.result()).isInstanceOf(Outcome.Unavailable.class);
    }

    @Test
    void whatDoesNotWorkIsGivenBack() {
        checked = Optional.of(BROKEN);

        Future<Outcome> fresh = source.replace(held(Duration.ofMinutes(30)));
        time.advance(Duration.ofSeconds(15));

        assertThat(fresh.result()).isEqualTo(BROKEN);
        assertThat(released).containsExactly("lease");
    }

    @Test
    void aRenewalIsNeitherWaitedForNorChecked() {
        checked = Optional.of(BROKEN);

        assertThat(source.renew(held(Duration.ofMinutes(30)), "lease").result()).isInstanceOf(Outcome.Issued.class);
    }

    private IssuedCredential held(Duration rest) {
        Instant now = time.instant();
        return new IssuedCredential(KEY, keys(), now, 0, now.plus(rest), rest.toNanos(), new Holding(0));
    }

    private AwsCredential keys() {
        return new AwsCredential(
                "AKIA1",
                Secret.of("secret"),
                session ? Optional.of(Secret.of("token")) : Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** Issues at once, with a lease. */
    private final class Vault implements CredentialSource {
        @Override
        public Future<Outcome> issue(CredentialKey key) {
            return Future.succeededFuture(
                    new Outcome.Issued(keys(), time.instant().plusSeconds(3_600), Optional.of("lease")));
        }

        @Override
        public Future<Outcome> renew(IssuedCredential held, String lease) {
            return issue(held.key());
        }

        @Override
        public Future<Void> release(CredentialKey key, String lease) {
            released.add(lease);
            return Future.succeededFuture();
        }

        @Override
        public BackendStatus status() {
            return new BackendStatus("vault", "closed", Optional.empty(), Optional.empty(), Optional.empty());
        }

        @Override
        public Future<Void> close() {
            return Future.succeededFuture();
        }
    }
}
