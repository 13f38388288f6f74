package dev.credence.source.vault;

import static dev.credence.source.vault.VaultFixture.APP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.credential.CredentialKey;
import dev.credence.credential.Holding;
import dev.credence.credential.IssuedCredential;
import dev.credence.credential.Outcome;
import dev.credence.testing.FakeReply;
import dev.credence.testing.FakeRequest;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a source does about things that live on at Vault until somebody takes them back. */
class VaultLeasesTest extends VaultTest {
    private static final String FIRST = "aws/creds/app/1";
    private static final CredentialKey SESSION = VaultFixture.key("session");

    @TempDir
    private Path folder;

    private final Instant[] now = {VaultFixture.NOW};

    @BeforeEach
    void issueUsers() {
        vault.role("app", "iam_user").role("session", "assumed_role");
        gateway.clock(() -> now[0]).leases(file());
    }

    @Test
    void theKeysOfAUserHaveALeaseAndThoseOfASessionHaveNone() {
        VaultSource source = gateway.source();

        assertThat(((Outcome.Issued) gateway.issue(source, APP)).lease()).contains(FIRST);
        assertThat(((Outcome.Issued) gateway.issue(source, SESSION)).lease()).isEmpty();
        assertThat(leasesMetered()).isEqualTo("1.0");
    }

    @Test
    void renewsForTheLifeThatWasGrantedAndPrintsTheNewEnd() {
        VaultSource source = gateway.source();
        IssuedCredential held = issue(source);
        now[0] = now[0].plusSeconds(1_700);

        Outcome.Issued renewed = (Outcome.Issued) renew(source, held);

        assertThat(vault.leases().renewed()).containsExactly(FIRST + " 3600");
        assertThat(renewed.credential()).isSameAs(held.credential());
        assertThat(renewed.lease()).contains(FIRST);
        assertThat(renewed.expires()).isEqualTo(held.expires().plusSeconds(1_700));
        assertThat(vault.issued()).isEqualTo(1);
        now[0] = held.expires().plusSeconds(1);
        assertThat(leasesMetered()).as("it lives on").isEqualTo("1.0");
        now[0] = renewed.expires();
        assertThat(leasesMetered()).isEqualTo("0.0");
    }

    @Test
    void aLeaseThatVaultHardlyExtendsIsNotWorthRenewing() {
        VaultSource source = gateway.source();
        IssuedCredential held = issue(source);
        now[0] = now[0].plusSeconds(1_700);
        vault.leases().limit(2_600);

        assertThat(renew(source, held)).isInstanceOfSatisfying(Outcome.Denied.class, denied -> assertThat(denied.code())
                .isEqualTo("vault.lease_limit"));
        assertThat(leasesMetered()).isEqualTo("1.0");
    }

    @Test
    void aLeaseThatVaultMakesShorterEndsEarlier() {
        VaultSource source = gateway.source();
        IssuedCredential held = issue(source);
        now[0] = now[0].plusSeconds(1_700);
        vault.leases().limit(600);

        assertThat(renew(source, held))
                .isInstanceOfSatisfying(Outcome.Issued.class, shorter -> assertThat(shorter.expires())
                        .isEqualTo(held.expires().minusSeconds(3_600 - 1_700 - 600)));
    }

    @Test
    void aLeaseThatIsGoneIsRefusedAndForgotten() {
        VaultSource source = gateway.source();
        IssuedCredential held = issue(source);
        vault.leases().lose(FIRST);

        assertThat(renew(source, held)).isInstanceOf(Outcome.Refusal.class);

        assertThat(leasesMetered()).isEqualTo("0.0");
        Awaitility.await().until(() -> !Files.exists(file()));
        assertThat(source.status().lastError()).isEmpty();
    }

    @Test
    void anOutageIsNoReasonToIssueAnotherUser() {
        VaultSource source = gateway.source();
        IssuedCredential held = issue(source);
        vault.fail(503, "{\"errors\":[\"Vault is sealed\"]}");

        assertThat(renew(source, held)).isInstanceOf(Outcome.Unavailable.class);
        assertThat(source.status().lastError().orElseThrow()).contains("sealed");
    }

    @Test
    void anAnswerWithoutALifeRenewsNothing() {
        VaultSource source = gateway.source();
        IssuedCredential held = issue(source);
        vault.next(FakeReply.json(200, new JsonObject()));

        assertThat(renew(source, held)).isInstanceOf(Outcome.Refusal.class);
        vault.next(FakeReply.json(200, new JsonObject().put("lease_duration", "long")));
        assertThat(renew(source, held)).isInstanceOf(Outcome.Unavailable.class);
    }

    @Test
    void isWrittenDownBeforeItIsHandedOutAndWithoutASecret() throws Exception {
        IssuedCredential held = issue(gateway.source());

        assertThat(Files.getPosixFilePermissions(file())).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(Files.getPosixFilePermissions(file().getParent()))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
        assertThat(new JsonObject(Files.readString(file())))
                .isEqualTo(new JsonObject()
                        .put("version", 1)
                        .put(
                                "leases",
                                List.of(new JsonObject()
                                        .put("backend", "vault")
                                        .put("address", vault.address().toString())
                                        .put("namespace", "")
                                        .put("lease", FIRST)
                                        .put("credential", "app")
                                        .put("expires", held.expires().toString()))));
    }

    @Test
    void sessionsLeaveNoTraceOnDisk() {
        gateway.issue(SESSION);

        assertThat(file().getParent()).doesNotExist();
    }

    @Test
    void whatIsGivenBackIsForgotten() {
        VaultSource source = gateway.source();
        issue(source);

        gateway.on(() -> source.release(APP, FIRST));

        assertThat(vault.leases().revoked()).containsExactly(FIRST);
        assertThat(leasesMetered()).isEqualTo("0.0");
        Awaitility.await().until(() -> !Files.exists(file()));
    }

    @Test
    void whatACrashLeftIsRevokedByTheNextStartAndNothingElse() {
        VaultSource crashed = gateway.source();
        issue(crashed);
        issue(crashed);
        gateway.on(() -> crashed.release(APP, FIRST));
        Awaitility.await().untilAsserted(() -> assertThat(file()).content().doesNotContain(FIRST));
        Path left = copy(file());

        VaultSource next = gateway.leases(left).source();

        Awaitility.await().until(() -> vault.leases().revoked().size() == 2);
        assertThat(vault.leases().revoked()).containsExactly(FIRST, "aws/creds/app/2");
        issue(next);
        Awaitility.await().untilAsserted(() -> assertThat(left).content().doesNotContain("app/2"));
        assertThat(left).content().contains("aws/creds/app/3");
    }

    @Test
    void whatACrashLeftIsTriedUntilVaultAnswers() {
        issue(gateway.source());
        vault.fail(503, "{\"errors\":[\"Vault is sealed\"]}");
        Path left = copy(file());

        gateway.leases(left).source();
        Awaitility.await().until(() -> !revocations().isEmpty());
        assertThat(left).exists();
        vault.heal();

        Awaitility.await().until(() -> vault.leases().revoked().equals(List.of(FIRST)));
        Awaitility.await().until(() -> !Files.exists(left));
    }

    @Test
    void whatCannotBeGivenBackIsTriedAgain() {
        VaultSource source = gateway.source();
        issue(source);
        vault.fail(503, "");

        gateway.on(() -> source.release(APP, FIRST));
        assertThat(leasesMetered()).isEqualTo("1.0");
        assertThat(file()).exists();
        vault.heal();

        Awaitility.await().until(() -> vault.leases().revoked().equals(List.of(FIRST)));
        assertThat(leasesMetered()).isEqualTo("0.0");
    }

    @Test
    void leasesOfAnotherVaultAreKeptAndLeftAlone() {
        issue(gateway.source());
        Path left = copy(file());

        gateway.leases(left).namespace("other").source();
        gateway.issue(gateway.source(), SESSION);

        assertThat(vault.leases().revoked()).isEmpty();
        assertThat(left).content().contains(FIRST);
    }

    @Test
    void whatHasEndedMeanwhileIsDropped() {
        issue(gateway.source());
        Path left = copy(file());
        now[0] = now[0].plusSeconds(3_600);

        gateway.leases(left).source();

        Awaitility.await().until(() -> !Files.exists(left));
        assertThat(vault.leases().revoked()).isEmpty();
    }

    private Outcome renew(VaultSource source, IssuedCredential held) {
        return gateway.on(() -> source.renew(held, FIRST));
    }

    private IssuedCredential issue(VaultSource source) {
        Outcome.Issued issued = (Outcome.Issued) gateway.issue(source, APP);
        return new IssuedCredential(APP, issued.credential(), now[0], 0, issued.expires(), 0, new Holding(0));
    }

    private List<FakeRequest> revocations() {
        return vault.requests().stream()
                .filter(request -> request.path().equals("/v1/sys/leases/revoke"))
                .toList();
    }

    private String leasesMetered() {
        return gateway.registry
                .scrape()
                .lines()
                .filter(line -> line.startsWith("credence_leases{"))
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .findFirst()
                .orElseThrow();
    }

    private Path file() {
        return folder.resolve("state/credence/leases.json");
    }

    /** The file as a gateway leaves it that is killed: its lock goes with it. */
    private static Path copy(Path file) {
        try {
            return Files.copy(file, file.resolveSibling("left.json"), java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        } catch (java.io.IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }
}
