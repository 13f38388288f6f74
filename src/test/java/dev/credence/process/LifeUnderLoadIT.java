package dev.credence.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.credence.testing.FakeVault;
import dev.credence.testing.GatewayProcess;
import dev.credence.testing.RawHttp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an operator does to a gateway that workloads use, and that they do not notice. */
class LifeUnderLoadIT {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final int CLIENTS = 4;
    private static final int ENOUGH = 300;
    private static final int STORM = 100;
    private static final String ROLE = "/latest/meta-data/iam/security-credentials/";

    @RegisterExtension
    private final Site site = new Site();

    @Test
    void aStormOfChangesAndSignalsFailsNoRequestLeavesTheLastContentAndNothingElse() {
        site.vault();
        GatewayProcess gateway =
                site.serve(Site.APP, "-c", hosts(withHost("before")).toString()).ready();
        String session = gateway.sessionToken();
        try (Traffic traffic = traffic(gateway)) {
            // Once, so that everything is there that the first reload needs.
            gateway.hangUp();
            assertThat(trusts("nobody", session)).isFalse();
            await("the first").atMost(PATIENCE).until(() -> gateway.logged("configuration reloaded") > 0);
            awaitMore(traffic);
            long meters = meters(gateway);
            int threads = threads(gateway);

            for (int change = 1; change <= STORM; change++) {
                // One in ten is half written.
                hosts(change % 10 == 0 ? "listeners: [{addr" : withHost("h" + change));
                gateway.hangUp();
            }
            hosts(withHost("last"));
            gateway.hangUp();

            await("the last content").atMost(PATIENCE).until(() -> trusts("last", session));
            assertThat(trusts("h99", session)).isFalse();
            assertThat(trusts("before", session)).isFalse();
            awaitMore(traffic);
            traffic.end();
            assertThat(traffic.failures()).isEmpty();
            assertThat(traffic.statuses()).containsOnlyKeys(200);
            assertThat(meters(gateway)).isEqualTo(meters);
            assertThat(threads(gateway)).isLessThanOrEqualTo(threads + 2);
            // Those that come while one is read are read as one.
            assertThat(gateway.logged("configuration reloaded")).isLessThanOrEqualTo(STORM + 3L);
        }
    }

    @Test
    void sigtermUnderLoadAnswersEverythingThatWasSent() {
        site.vault();
        GatewayProcess gateway = site.serve(Site.APP).ready();
        try (Traffic traffic = traffic(gateway)) {
            awaitMore(traffic);

            gateway.terminate();

            assertThat(gateway.exitCodeWithin(PATIENCE)).isZero();
            traffic.end();
            assertThat(traffic.failures()).isEmpty();
            assertThat(traffic.refused()).isPositive();
            assertThat(traffic.statuses()).containsOnlyKeys(200);
        }
    }

    @Test
    void everythingIsServedOnForTheDelayWhileReadinessIsDown() {
        site.vault();
        GatewayProcess gateway =
                site.serve(Site.APP + "shutdown: {delay: 4s}\n").ready();
        String session = gateway.sessionToken();

        gateway.terminate();
        await("readiness goes down")
                .atMost(PATIENCE)
                .until(() -> gateway.ops("/readyz").statusCode() == 503);

        // A new connection, without a word of the end.
        try (RawHttp connection = RawHttp.connect(site.port())) {
            var answer = connection
                    .send(RawHttp.request("GET", ROLE + "app", "X-aws-ec2-metadata-token: " + session))
                    .read();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Connection")).isEmpty();
        }
        assertThat(gateway.ops("/readyz").body()).contains("\"stopping\":true");
        assertThat(gateway.exitCodeWithin(PATIENCE)).isZero();
    }

    @Test
    void aSecondSigtermEndsItAtOnce() {
        site.vault();
        GatewayProcess gateway =
                site.serve(Site.APP + "shutdown: {delay: 10m}\n").ready();
        gateway.terminate();
        await("the end begins").atMost(PATIENCE).until(() -> gateway.stdout().contains("stopping"));

        gateway.terminate();

        assertThat(gateway.exitCodeWithin(Duration.ofSeconds(10))).isEqualTo(143);
    }

    @Test
    void sigusr1TellsTheStateWhileTheBackEndHangsAndNoSecret() {
        FakeVault vault = site.vault();
        GatewayProcess gateway = site.serve(Site.APP).ready();
        vault.hang();
        var told = gateway.stderr();
        assertThat(told).isEmpty();

        gateway.signal("USR1");

        await("the state").atMost(PATIENCE).until(() -> gateway.stderr().contains("---- end of state"));
        assertThat(gateway.stderr())
                .containsPattern("process " + gateway.pid() + ", up ")
                .containsPattern("app +aws +vault +fresh ")
                .containsPattern("vault +fresh +closed")
                .contains("event loops: ", "all answered within", "calls to back ends 0", "memory: heap ", "threads: ")
                .doesNotContain(FakeVault.CANARY);
        assertThat(gateway.isAlive()).isTrue();
        gateway.signal("USR1");
        await("again").atMost(PATIENCE).until(() -> gateway.stderr().split("---- end of state", -1).length == 3);
    }

    private Traffic traffic(GatewayProcess gateway) {
        return Traffic.start(site.port(), CLIENTS, ROLE + "app", "X-aws-ec2-metadata-token: " + gateway.sessionToken());
    }

    /** In one piece, as an editor or Kubernetes does it. */
    private Path hosts(String content) {
        try {
            Path file = site.folder().resolve("hosts.yaml");
            return Files.move(site.write("hosts.next", content), file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private String withHost(String host) {
        return "listeners: [{address: \"127.0.0.1:%d\", hosts: [%s]}]\n".formatted(site.port(), host);
    }

    private boolean trusts(String host, String session) {
        return RawHttp.exchange(
                                site.port(),
                                "GET",
                                ROLE + "app",
                                "Host: " + host,
                                "X-aws-ec2-metadata-token: " + session)
                        .status()
                == 200;
    }

    private static void awaitMore(Traffic traffic) {
        int before = traffic.answered(200);
        await("traffic").atMost(PATIENCE).until(() -> traffic.answered(200) > before + ENOUGH);
    }

    private static long meters(GatewayProcess gateway) {
        return gateway.ops("/metrics")
                .body()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .count();
    }

    private static int threads(GatewayProcess gateway) {
        Matcher live = Pattern.compile("(?m)^jvm_threads_live_threads ([\\d.]+)")
                .matcher(gateway.ops("/metrics").body());
        assertThat(live.find()).isTrue();
        return (int) Double.parseDouble(live.group(1));
    }
}
