package dev.credence.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The names and labels that dashboards and alerts rely on. */
class UpstreamMetersTest {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final UpstreamMeters meters = new UpstreamMeters(registry);

    @Test
    void showsABackEndBeforeItIsAsked() {
        meters.register("vault");

        assertThat(registry.scrape().lines())
                .contains(
                        "credence_upstream_in_flight{backend=\"vault\"} 0.0",
                        "credence_leases{backend=\"vault\"} 0.0",
                        "credence_breaker_state{backend=\"vault\",state=\"closed\"} 1.0",
                        "credence_breaker_state{backend=\"vault\",state=\"half_open\"} 0.0",
                        "credence_breaker_state{backend=\"vault\",state=\"open\"} 0.0")
                .noneMatch(line -> line.startsWith("credence_vault_token_expiry"));
    }

    @Test
    void countsLeasesWheneverItIsRead() {
        AtomicInteger held = new AtomicInteger(2);
        meters.register("vault");

        meters.leases("vault", held::get);

        assertThat(registry.scrape()).contains("credence_leases{backend=\"vault\"} 2.0");
        held.set(1);
        assertThat(registry.scrape()).contains("credence_leases{backend=\"vault\"} 1.0");
    }

    @Test
    void countsAndTimesRequests() {
        UpstreamMeters.Request first = meters.started("vault");
        meters.started("vault").finished("aws_creds", UpstreamMeters.OK);

        assertThat(registry.scrape().lines())
                .contains(
                        "credence_upstream_in_flight{backend=\"vault\"} 1.0",
                        "credence_upstream_requests_total{backend=\"vault\",operation=\"aws_creds\",outcome=\"ok\"} 1.0",
                        "credence_upstream_seconds_count{backend=\"vault\",operation=\"aws_creds\"} 1");

        first.finished("aws_creds", "vault.sealed");

        assertThat(registry.scrape().lines())
                .contains(
                        "credence_upstream_in_flight{backend=\"vault\"} 0.0",
                        "credence_upstream_requests_total{backend=\"vault\",operation=\"aws_creds\",outcome=\"vault.sealed\"} 1.0",
                        "credence_upstream_seconds_count{backend=\"vault\",operation=\"aws_creds\"} 2");
    }

    @Test
    void showsTheStateOfTheBreaker() {
        meters.breakerState("vault", "open");

        assertThat(registry.scrape().lines())
                .contains(
                        "credence_breaker_state{backend=\"vault\",state=\"closed\"} 0.0",
                        "credence_breaker_state{backend=\"vault\",state=\"open\"} 1.0");
    }

    @Test
    void showsWhenTheTokenEnds() {
        meters.tokenExpires("vault", Instant.ofEpochSecond(1_800_000_000));
        System.gc();

        assertThat(registry.scrape())
                .contains("credence_vault_token_expiry_timestamp_seconds{backend=\"vault\"} 1.8E9");
    }
}
