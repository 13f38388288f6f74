package dev.credence.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.credence.testing.CredenceJar;
import dev.credence.testing.FakeVault;
import dev.credence.testing.GatewayProcess;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A second gateway on the same ports takes over from the first, and no workload notices. */
class RollingRestartIT {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final int CLIENTS = 4;
    private static final int ENOUGH = 300;
    private static final String ROLE = "/latest/meta-data/iam/security-credentials/app";

    @RegisterExtension
    private final Site site = new Site();

    @Test
    void noRequestFailsWhileOneTakesOverFromTheOther() {
        site.vault();
        GatewayProcess gateway = site.serve(Site.APP, "-c", shared().toString()).ready();
        String session = gateway.sessionToken();
        try (Traffic traffic = Traffic.start(site.port(), CLIENTS, ROLE, "X-aws-ec2-metadata-token: " + session)) {
            for (int restart = 0; restart < 3; restart++) {
                awaitMore(traffic);
                GatewayProcess next = beside();
                isReady(next);
                awaitMore(traffic);

                gateway.terminate();

                assertThat(gateway.exitCodeWithin(PATIENCE)).isZero();
                assertThat(gateway.stdout()).doesNotContain("may be reset");
                gateway = next;
            }
            awaitMore(traffic);
            traffic.end();
            assertThat(traffic.failures()).isEmpty();
            assertThat(traffic.refused()).isZero();
            assertThat(traffic.statuses()).containsOnlyKeys(200);
        }
        // The first one gave it, the fourth one knows it.
        assertThat(gateway.imdsCredentials(session, "app").statusCode()).isEqualTo(200);
    }

    @Test
    void readinessOfTheNewOneIsToldByItAndNotByTheOneThatEnds() {
        site.vault();
        GatewayProcess first = site.serve(Site.APP + "shutdown: {delay: 3s}\n", "-c", shared().toString())
                .ready();
        GatewayProcess second = beside();
        isReady(second);

        first.terminate();
        await("the end begins").atMost(PATIENCE).until(() -> first.stdout().contains("stopping"));

        for (int i = 0; i < 3; i++) {
            var said = status("--ready", "--pid", Long.toString(second.pid()));
            assertThat(said.exitCode()).as(said.err()).isZero();
        }
        assertThat(status("--ready", "--pid", Long.toString(first.pid())).exitCode())
                .isEqualTo(69);
        assertThat(first.exitCodeWithin(PATIENCE)).isZero();
    }

    @Test
    void theSecondLeavesTheUsersOfTheFirstAloneAsLongAsItRuns() {
        FakeVault vault = site.vault().role("app", "iam_user", 3_600);
        GatewayProcess first = site.serve(Site.APP, "-c", shared().toString()).ready();
        GatewayProcess second = beside();
        isReady(second);
        assertThat(vault.issued()).isEqualTo(2);
        assertThat(vault.leases().revoked()).isEmpty();

        first.kill();

        await("what the crash left")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(vault.leases().revoked()).containsExactly("aws/creds/app/1"));
        assertThat(second.isAlive()).isTrue();
    }

    @Test
    void keysThatWorkloadsHoldWorkUntilTheEndThatTheyWereTold() {
        FakeVault vault = site.vault().role("app", "iam_user", 20);
        GatewayProcess first = site.serve(Site.APP, "-c", shared().toString()).ready();
        Instant told = told(first);
        GatewayProcess second = beside();
        isReady(second);

        first.terminate();

        assertThat(first.exitCodeWithin(PATIENCE)).isZero();
        assertThat(first.stdout()).contains("leases left to the gateway that took over", "leases=\"1\"");
        await("the second has them").atMost(PATIENCE).until(() -> second.stdout()
                .contains("leases taken over from a gateway that has ended"));
        assertThat(status().out()).contains("leases of gateways that have ended: 1");
        assertThat(vault.leases().revoked()).isEmpty();
        await("revocation")
                .atMost(PATIENCE)
                .until(() -> !vault.leases().revoked().isEmpty());
        assertThat(Instant.now()).isAfterOrEqualTo(told);
        assertThat(vault.leases().revoked()).containsExactly("aws/creds/app/1");
        second.terminate();
        assertThat(second.exitCodeWithin(PATIENCE)).isZero();
        assertThat(vault.leases().revoked()).containsExactly("aws/creds/app/1", "aws/creds/app/2");
        assertThat(second.stderr()).isEmpty();
    }

    @Test
    void theSecondOpensItsListenersWhenItHasSomethingToServe() {
        FakeVault vault = site.vault();
        GatewayProcess first = site.serve(Site.APP, "-c", shared().toString()).ready();
        String session = first.sessionToken();
        try (Traffic traffic = Traffic.start(site.port(), CLIENTS, ROLE, "X-aws-ec2-metadata-token: " + session)) {
            vault.hold();
            GatewayProcess second = beside();
            await("the second waits").atMost(PATIENCE).until(() -> second.stdout()
                    .contains("another process listens"));
            awaitMore(traffic);
            assertThat(second.stdout()).doesNotContain("listening");

            vault.release();

            isReady(second);
            awaitMore(traffic);
            traffic.end();
            assertThat(traffic.failures()).isEmpty();
            assertThat(traffic.statuses()).containsOnlyKeys(200);
        }
    }

    @Test
    void theSecondOpensThemAllTheSameWhenTheFirstIsGone() {
        FakeVault vault = site.vault();
        GatewayProcess first = site.serve(Site.APP, "-c", shared().toString()).ready();
        vault.hold();
        GatewayProcess second = beside();
        await("the second waits").atMost(PATIENCE).until(() -> second.stdout().contains("another process listens"));

        first.kill();

        await("the second listens").atMost(PATIENCE).until(() -> second.stdout().contains("listening"));
        vault.release();
        isReady(second);
    }

    @Test
    void theSecondEndsWhenItIsToldToWhileItWaits() {
        FakeVault vault = site.vault();
        GatewayProcess first = site.serve(Site.APP, "-c", shared().toString()).ready();
        vault.hold();
        GatewayProcess second = beside();
        await("the second waits").atMost(PATIENCE).until(() -> second.stdout().contains("another process listens"));

        second.terminate();

        assertThat(second.exitCodeWithin(PATIENCE)).isZero();
        assertThat(first.ops("/readyz").statusCode()).isEqualTo(200);
    }

    @Test
    void whereTheFirstDoesNotShareItsPortTheSecondDoesNotStart() {
        site.vault();
        site.serve(Site.APP).ready();

        GatewayProcess second = beside("-c", shared().toString());

        assertThat(second.exitCodeWithin(PATIENCE)).isEqualTo(73);
        assertThat(second.stderr()).contains("Address already in use");
    }

    /** What a second gateway on the same ports needs. */
    private Path shared() {
        site.write("session.key", "0123456789abcdef0123456789abcdef0123456789abcdef");
        return site.write("shared.yaml", """
                listeners: [{address: "127.0.0.1:%d", reuse-port: true}]
                ops: {reuse-port: true}
                providers: {aws: {token-key-file: session.key, iam-user: true}}
                """.formatted(site.port()));
    }

    /** The end that a workload is told now. */
    private static Instant told(GatewayProcess gateway) {
        String answer = gateway.imdsCredentials(gateway.sessionToken(), "app").body();
        return Instant.parse(new JsonObject(answer).getString("Expiration"));
    }

    private GatewayProcess beside() {
        return beside("-c", site.folder().resolve("shared.yaml").toString());
    }

    private GatewayProcess beside(String... options) {
        return site.beside(options);
    }

    private void isReady(GatewayProcess gateway) {
        var said = status("--ready", "--wait", "30s", "--pid", Long.toString(gateway.pid()));
        assertThat(said.exitCode()).as(() -> said.err() + gateway.log()).isZero();
    }

    private CredenceJar.Said status(String... options) {
        String[] arguments = new String[options.length + 3];
        arguments[0] = "status";
        arguments[1] = "--ops";
        arguments[2] = "127.0.0.1:" + site.opsPort();
        System.arraycopy(options, 0, arguments, 3, options.length);
        return CredenceJar.run(site.folder(), arguments);
    }

    private static void awaitMore(Traffic traffic) {
        int before = traffic.answered(200);
        await("traffic").atMost(PATIENCE).until(() -> traffic.answered(200) > before + ENOUGH);
    }
}
