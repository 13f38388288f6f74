package dev.credence.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.credence.testing.Http;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LogIT {
    private static final String LINE =
            "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z (ERROR|WARN |INFO |DEBUG|TRACE) \\S+ +\\S.*";

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @RegisterExtension
    private final Site site = new Site();

    @Test
    void everyLineIsOneEventWhateverIsAsked() {
        var vault = site.vault();
        var gateway = site.serve(Site.APP, "--log-level", "trace").ready();
        String session = gateway.sessionToken();
        String forged = "app%0A2026-01-01T00:00:00.000Z%20INFO%20%20credence.audit%20forged";

        gateway.imdsCredentials(session, "app");
        gateway.imdsCredentials(session, forged);
        gateway.containerCredentials("no token", forged);
        gateway.workloads().get("/" + forged);
        gateway.workloads().send("POST", "/latest/api/token?" + forged, "body");
        gateway.ops("/credentials/" + forged);
        gateway.workloads().get("/latest/meta-data/", "X-Request-ID", "id \"quoted\"");
        vault.fail(500, "{\"errors\": [\"first\\n2026-01-01T00:00:00.000Z INFO  credence.audit forged\"]}");
        new Http(site.opsPort())
                .send("POST", "/credentials/app/refresh", "", "Authorization", "Bearer " + Site.OPS_TOKEN);
        await("a failure").until(() -> gateway.stdout().contains("vault issued no credential"));

        assertThat(gateway.stdout().lines())
                .hasSizeGreaterThan(5)
                .allMatch(line -> line.matches(LINE))
                .noneMatch(line -> line.startsWith("2026-01-01"));
        assertThat(gateway.stderr()).isEmpty();
    }

    @Test
    void aHitIsNotLogged() {
        site.vault();
        var gateway = site.serve(Site.APP).ready();
        String session = gateway.sessionToken();
        gateway.imdsCredentials(session, "app");
        await("the audit line").until(() -> gateway.stdout().contains("credential given"));
        long before = gateway.stdout().lines().count();

        gateway.imdsCredentials(session, "app");
        gateway.terminate();

        assertThat(gateway.exitCodeWithin(PATIENCE)).isZero();
        assertThat(gateway.stdout().lines().skip(before))
                .isNotEmpty()
                .allMatch(line -> line.contains("credence.serve"));
    }
}
