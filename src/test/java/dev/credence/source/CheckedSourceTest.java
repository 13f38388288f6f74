package dev.credence.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.credential.AzureDirectory;
import dev.credence.credential.AzurePrincipal;
import dev.credence.credential.Clockwork;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.Outcome;
import dev.credence.telemetry.Cloud;
import dev.credence.telemetry.Secret;
import dev.credence.testing.FakeTime;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What happens to a lease between its issue and the end of its check. */
class CheckedSourceTest {
    private static final CredentialKey KEY = new CredentialKey(Cloud.AZURE, "app", "vault", Map.of());
    private static final Outcome.Failure REJECTED = new Outcome.Unavailable("azure.principal_not_ready", "no");

    private final FakeBackEnd vault = new FakeBackEnd(
            new FakeTime(), number -> new AzurePrincipal("client", Secret.of("secret"), AzureDirectory.UNKNOWN));
    private final Promise<Optional<Outcome.Failure>> verdict = Promise.promise();
    private final CheckedSource source = new CheckedSource(
            vault,
            (key, fresh) -> verdict.future(),
            new Propagation(new Clockwork(new FakeTime(), new FakeTime(), () -> 0L)));

    @Test
    void issuesWhatWorks() {
        Future<Outcome> answer = source.issue(KEY);
        assertThat(answer.isComplete()).isFalse();

        verdict.complete(Optional.empty());

        assertThat(answer.result()).isInstanceOf(Outcome.Issued.class);
        assertThat(vault.released).isEmpty();
    }

    @Test
    void givesBackWhatNeverWorks() {
        verdict.complete(Optional.of(REJECTED));

        assertThat(source.issue(KEY).result()).isEqualTo(REJECTED);
        assertThat(vault.released).containsExactly("lease-1");
    }

    @Test
    void givesBackWhatIsBeingCheckedAtTheEndAndOnlyOnce() {
        Future<Outcome> answer = source.issue(KEY);

        source.close();
        verdict.complete(Optional.of(REJECTED));

        assertThat(vault.released).containsExactly("lease-1");
        assertThat(vault.closed).isTrue();
        assertThat(((Outcome.Failure) answer.result()).code()).isEqualTo("backend.dropped");
    }

    @Test
    void givesBackWhatIsBeingCheckedTogetherWithWhatItWouldHaveReplaced() {
        Future<Outcome> answer = source.issue(KEY);

        source.release(KEY, "lease-0");
        verdict.complete(Optional.empty());

        assertThat(vault.released).containsExactly("lease-0", "lease-1");
        assertThat(((Outcome.Failure) answer.result()).code()).isEqualTo("backend.dropped");
    }

    @Test
    void givesBackWhatIsBeingCheckedWhenWhatItWouldHaveReplacedIsLeftToASuccessor() {
        Future<Outcome> answer = source.issue(KEY);

        source.leave(KEY, "lease-0", Instant.EPOCH);
        verdict.complete(Optional.empty());

        assertThat(vault.left).containsExactly("lease-0");
        assertThat(vault.released).containsExactly("lease-1");
        assertThat(((Outcome.Failure) answer.result()).code()).isEqualTo("backend.dropped");
    }

    @Test
    void passesFailuresOn() {
        vault.failure = REJECTED;

        assertThat(source.issue(KEY).result()).isEqualTo(REJECTED);
        assertThat(vault.released).isEmpty();
    }

    @Test
    void passesReleasesOn() {
        source.release(KEY, "lease-7");

        assertThat(vault.released).containsExactly("lease-7");
    }
}
