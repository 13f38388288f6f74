package dev.credence.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.credence.credential.Outcome;
import dev.credence.testing.Exposition;
import dev.credence.testing.RawHttp;
import dev.credence.testing.TestGateway;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code credence_first_break_seconds}: how much time is left until somebody notices. Lives are six hours. */
class FirstBreakTest {
    private static final Outcome.Failure SEALED = new Outcome.Unavailable("vault.sealed", "sealed");
    private static final String NAMED = "/v1/credentials/named";

    @TempDir
    Path folder;

    private TestGateway gateway;

    @BeforeEach
    void make() {
        gateway = TestGateway.of(folder, """
                ops: {address: "127.0.0.1:0", token-file: ops.token}
                credentials:
                  app: {provider: aws, role: app}
                  named: {provider: aws, role: named, session-name: "${caller.name}"}
                callers: [{match: any, credentials: [app, named]}]
                providers: {aws: {container: {require-token: false}}}
                """);
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void nobodyBreaksWhileAllIsWell() {
        start();

        assertThat(seconds("app")).isInfinite();
    }

    @Test
    void aRenewalThatFailsLeavesWhatIsLeftOfTheLife() {
        start();
        gateway.time().advance(Duration.ofMinutes(50));
        gateway.issuer().fail("app", SEALED);

        refresh();

        assertThat(seconds("app")).isEqualTo(Duration.ofMinutes(310).toSeconds());
    }

    @Test
    void itIsOverWhenARenewalSucceeds() {
        start();
        gateway.issuer().fail("app", SEALED);
        refresh();
        gateway.issuer().heal();

        RawHttp.exchange(gateway.opsPort(), "POST", "/credentials/app/refresh", token());

        await().until(() -> Double.isInfinite(seconds("app")));
    }

    /** It should have been renewed after half of its life, and nothing has failed: it is only late. */
    @Test
    void aRenewalThatIsOverdueCountsLikeOneThatFails() {
        start();

        gateway.time().advance(Duration.ofMinutes(4 * 60 + 29));
        assertThat(seconds("app")).isInfinite();

        gateway.time().advance(Duration.ofMinutes(2));
        assertThat(seconds("app")).isEqualTo(Duration.ofMinutes(89).toSeconds());
    }

    @Test
    void whatIsFetchedAheadAndCannotBeHadIsBrokenNow() {
        gateway.issuer().fail("app", SEALED);
        gateway.start();

        await().until(() -> seconds("app") == 0);
    }

    /** It may be a role that does not exist, and waking somebody would not make it. */
    @Test
    void whatACallerAsksForAndNeverGotIsNoBreak() {
        gateway.issuer().fail("named", SEALED);
        start();

        assertThat(gateway.get(NAMED).status()).isEqualTo(503);

        assertThat(seconds("named")).isInfinite();
        assertThat(metrics().value("credence_credential_state{credential=\"named\",state=\"failing\"}"))
                .contains(1.0);
    }

    @Test
    void whatACallerHadAndHasNoLongerIsBrokenNow() {
        start();
        assertThat(gateway.get(NAMED).status()).isEqualTo(200);
        gateway.issuer().fail(SEALED);
        gateway.time().advance(Duration.ofHours(7));

        assertThat(gateway.get(NAMED).status()).isEqualTo(503);

        assertThat(seconds("named")).isZero();
    }

    private void start() {
        gateway.start();
        await().until(() -> gateway.get("/v1/credentials/app").status() == 200);
    }

    private void refresh() {
        RawHttp.exchange(gateway.opsPort(), "POST", "/credentials/app/refresh", token());
        await().until(() -> metrics()
                .value("credence_credential_state{credential=\"app\",state=\"stale\"}")
                .equals(java.util.Optional.of(1.0)));
    }

    private static String token() {
        return "Authorization: Bearer " + TestGateway.OPS_TOKEN;
    }

    private double seconds(String credential) {
        return metrics()
                .value("credence_first_break_seconds{credential=\"" + credential + "\"}")
                .orElse(Double.NaN);
    }

    private Exposition metrics() {
        return Exposition.of(gateway.metrics());
    }
}
