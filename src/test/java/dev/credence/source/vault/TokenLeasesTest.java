package dev.credence.source.vault;

import static dev.credence.source.vault.VaultFixture.APP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.credential.AwsCredential;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.Holding;
import dev.credence.credential.IssuedCredential;
import dev.credence.credential.Outcome;
import dev.credence.telemetry.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Users that hang on the token of a login. */
abstract class TokenLeasesTest extends LoggedInTest {
    static final String LOOKUP = "/v1/auth/token/lookup-self";
    static final String LEASE_RENEW = "/v1/sys/leases/renew";
    static final CredentialKey OTHER = VaultFixture.key("other");
    static final CredentialKey SESSION = VaultFixture.key("session");
    static final Duration WATCH = LeaseTokens.PERIOD;

    @TempDir
    private Path folder;

    final List<String> told = new CopyOnWriteArrayList<>();
    final List<Duration> within = new CopyOnWriteArrayList<>();

    @BeforeEach
    void issueUsers() {
        vault.role("app", "iam_user").role("other", "iam_user").role("session", "assumed_role");
        gateway.leases(file()).listener((key, lease, limit) -> {
            told.add(lease);
            within.add(limit);
        });
    }

    /** Two users, of a token that has been seen to be alive. */
    VaultSource proven(int timers) {
        VaultSource source = gateway.source();
        gateway.issue(source, APP);
        gateway.issue(source, OTHER);
        gateway.advance(LeaseTokens.FIRST);
        awaitCount(LOOKUP, 1);
        // The next look, the rest after this one, and the renewal of a token that ends.
        awaitTimers(timers);
        gateway.advance(Duration.ofSeconds(10));
        return source;
    }

    void awaitTold(String... leases) {
        Awaitility.await().untilAsserted(() -> assertThat(told).containsExactlyInAnyOrder(leases));
    }

    Outcome renew(VaultSource source, String lease, CredentialKey key) {
        return gateway.on(() -> source.renew(held(key, time.instant().plusSeconds(1_800)), lease));
    }

    IssuedCredential held(CredentialKey key, Instant end) {
        return new IssuedCredential(
                key,
                new AwsCredential(
                        "AKIA0000000000000001", Secret.of("x"), Optional.empty(), Optional.empty(), Optional.empty()),
                time.instant(),
                0,
                end,
                0,
                new Holding(0));
    }

    int leases() {
        return gateway.registry
                .scrape()
                .lines()
                .filter(line -> line.startsWith("credence_leases{"))
                .mapToInt(line -> (int) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .findFirst()
                .orElseThrow();
    }

    Path file() {
        return folder.resolve("state/credence/leases.json");
    }
}
