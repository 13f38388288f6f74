package dev.credence.source.vault;

import static dev.credence.source.vault.VaultFixture.APP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.config.TokenAuth;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.Outcome;
import dev.credence.telemetry.Secret;
import dev.credence.testing.FakeLogins;
import dev.credence.testing.FakeReply;
import dev.credence.testing.FakeTime;
import dev.credence.testing.FakeVault;
import dev.credence.testing.LogCapture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Users whose keys workloads hold, when another gateway takes over from the one that they were made for. */
class LeaseHandoverTest extends TokenLeasesTest {
    private static final String FIRST = "aws/creds/app/1";
    private static final Duration HOUR = Duration.ofHours(1);

    private LogCapture log;
    private Instant told;

    @BeforeEach
    void listen() {
        log = LogCapture.of("dev.credence.source.vault");
        told = time.instant().plus(HOUR);
    }

    @AfterEach
    void stopListening() {
        log.close();
    }

    @Test
    void areLeftAloneAtTheEndAndRevokedOnceByWhoTookOver() {
        VaultSource first = holding(APP, FIRST);
        gateway.end(first, true);
        assertThat(file()).content().contains(FIRST, "\"held_until\" : \"" + told + '"');
        assertThat(log.lines())
                .filteredOn(line -> line.contains("leases left to the gateway that took over"))
                .singleElement()
                .asString()
                .contains("leases=\"1\"");

        VaultSource second = gateway.source();
        awaitTakenOver(1);
        assertThat(leases()).isEqualTo(1);
        assertThat(second.status().leasesTakenOver()).isEqualTo(1);
        gateway.advance(HOUR.minusSeconds(1));
        assertThat(vault.leases().revoked()).isEmpty();
        gateway.advance(Duration.ofSeconds(1));

        awaitRevoked(FIRST);
        Awaitility.await().untilAsserted(() -> assertThat(file()).doesNotExist());
        assertThat(leases()).isZero();
        assertThat(second.status().leasesTakenOver()).isZero();
        gateway.advance(HOUR);
        assertThat(vault.leases().revoked()).containsExactly(FIRST);
    }

    @Test
    void theTokenThatTheyHangOnLivesForThemAndNoLonger() {
        VaultSource first = holding(APP, FIRST);
        gateway.advance(Duration.ofMinutes(10));

        gateway.end(first, true);

        assertThat(logins.revoked()).isEmpty();
        assertThat(count(RENEW)).isEqualTo(1);
        assertThat(last(RENEW).body()).contains("\"increment\":\"" + (50 * 60 + 60) + "s\"");
        assertThat(log.lines()).noneMatch(line -> line.contains("a token ends before"));
    }

    @Test
    void aTokenThatCannotLiveAsLongIsTold() {
        VaultSource first = holding(APP, FIRST);
        logins.renewal(FakeLogins.granted(600));

        gateway.end(first, true);

        assertThat(logins.revoked()).isEmpty();
        assertThat(log.lines())
                .filteredOn(line -> line.contains("a token ends before"))
                .singleElement()
                .asString()
                .contains("left_s=\"600\"", "needed_s=\"3600\"");
    }

    @Test
    void aVaultThatDoesNotAnswerHoldsUpNothing() {
        VaultSource first = holding(APP, FIRST);
        vault.fail(503, "{\"errors\":[\"Vault is sealed\"]}");

        gateway.end(first, true);

        assertThat(file()).content().contains("held_until");
        vault.heal();
        gateway.source();
        awaitTakenOver(1);
        gateway.advance(HOUR);
        awaitRevoked(FIRST);
    }

    @Test
    void aTokenOnWhichNothingIsHeldIsGivenBack() {
        VaultSource source = gateway.source();
        gateway.issue(source, APP);
        gateway.on(() -> source.release(APP, FIRST));

        gateway.end(source, true);

        assertThat(logins.revoked()).isEqualTo(logins.issued()).hasSize(1);
        assertThat(count(RENEW)).isZero();
        assertThat(file()).doesNotExist();
    }

    @Test
    void aTokenThatWasGivenIsLeftToWhoeverGaveIt() {
        gateway.auth(new TokenAuth(Optional.of(Secret.of(FakeVault.TOKEN)), Optional.empty()));
        VaultSource first = holding(APP, FIRST);

        gateway.end(first, true);

        assertThat(logins.revoked()).isEmpty();
        assertThat(file()).content().contains("held_until");
    }

    @Test
    void aRenewalThatEndsLateDoesNotMakeThemForgotten() {
        VaultSource source = gateway.source();
        gateway.issue(source, APP);
        vault.hold();
        var renewing = gateway.later(() -> source.renew(held(APP, told), FIRST));
        awaitHeld(1);
        gateway.on(() -> source.leave(APP, FIRST, told));
        vault.release();
        VaultFixture.await(renewing);

        gateway.end(source, true);

        assertThat(file()).content().contains(FIRST, "\"held_until\" : \"" + told + '"');
    }

    @Test
    void whoTookOverPassesThemOn() {
        gateway.end(holding(APP, FIRST), true);
        VaultSource second = gateway.source();
        awaitTakenOver(1);

        gateway.end(second, true);
        assertThat(vault.leases().revoked()).isEmpty();
        gateway.source();
        awaitTakenOver(2);
        gateway.advance(HOUR);

        awaitRevoked(FIRST);
    }

    @Test
    void whoStartsAfterTheCrashOfWhoTookOverWaitsForTheSameEndAndNotForItsOwnUsers() throws IOException {
        gateway.end(holding(APP, FIRST), true);
        VaultSource second = gateway.source();
        awaitTakenOver(1);
        gateway.issue(second, OTHER);
        // As a crash leaves it; the one that crashed goes on here, but its time does not.
        Path crashed = Files.copy(file(), file().resolveSibling("crashed.json"), StandardCopyOption.COPY_ATTRIBUTES);
        FakeTime later = new FakeTime();
        var next = new VaultFixture(gateway.vertx, vault.address()).time(later).leases(crashed);

        next.source();
        awaitTakenOver(2);
        Awaitility.await().untilAsserted(() -> {
            next.advance(Duration.ofSeconds(1));
            assertThat(vault.leases().revoked()).containsExactly("aws/creds/other/2");
        });
        next.advance(HOUR);

        awaitRevoked("aws/creds/other/2", FIRST);
    }

    @Test
    void whoTookOverAndEndsForGoodRevokesThem() {
        gateway.end(holding(APP, FIRST), true);
        VaultSource second = gateway.source();
        awaitTakenOver(1);

        gateway.end(second, false);

        assertThat(vault.leases().revoked()).containsExactly(FIRST);
        assertThat(file()).doesNotExist();
    }

    @Test
    void whatItCouldNotRevokeThenIsLeftToTheNextStart() {
        gateway.end(holding(APP, FIRST), true);
        VaultSource second = gateway.source();
        awaitTakenOver(1);
        vault.fail(503, "");

        gateway.end(second, false);

        assertThat(log.lines()).anyMatch(line -> line.contains("leases were not given back; the next start does it"));
        assertThat(file()).content().contains(FIRST, "held_until");
    }

    @Test
    void whoStartsAfterTheEndThatWasToldRevokesThemAtOnce() {
        gateway.end(holding(APP, FIRST), true);
        time.advance(HOUR.plusSeconds(10));

        gateway.source();
        Awaitility.await().until(() -> time.timers() > 0);
        gateway.advance(Duration.ofSeconds(1));

        awaitRevoked(FIRST);
    }

    @Test
    void whoStartsLongAfterThatHasNothingToDo() {
        gateway.end(holding(APP, FIRST), true);
        time.advance(HOUR.plusMinutes(2));

        gateway.source();

        Awaitility.await().untilAsserted(() -> assertThat(file()).doesNotExist());
        assertThat(vault.leases().revoked()).isEmpty();
    }

    @Test
    void aVaultThatIsAwayThenIsAskedAgain() {
        gateway.end(holding(APP, FIRST), true);
        gateway.source();
        awaitTakenOver(1);
        vault.next(FakeReply.error(503, "Vault is sealed"));

        gateway.advance(HOUR);
        Awaitility.await().untilAsserted(() -> {
            gateway.advance(Duration.ofSeconds(2));
            assertThat(vault.leases().revoked()).containsExactly(FIRST);
        });
    }

    /** A source that has issued that user. */
    private VaultSource holding(CredentialKey key, String lease) {
        VaultSource source = gateway.source();
        assertThat(((Outcome.Issued) gateway.issue(source, key)).lease()).contains(lease);
        gateway.on(() -> source.leave(key, lease, told));
        return source;
    }

    private void awaitTakenOver(int times) {
        Awaitility.await().untilAsserted(() -> assertThat(log.lines())
                .filteredOn(line -> line.contains("leases taken over from a gateway that has ended"))
                .hasSize(times));
        // In the file of whoever has them now.
        Awaitility.await().untilAsserted(() -> assertThat(file()).content().contains("held_until"));
    }

    private void awaitRevoked(String... names) {
        Awaitility.await()
                .untilAsserted(() -> assertThat(vault.leases().revoked()).containsExactly(names));
    }
}
