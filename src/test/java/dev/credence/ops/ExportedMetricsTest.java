package dev.credence.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.testing.Exposition;
import dev.credence.testing.MeasuredGateway;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What dashboards and alerts of others are built on: names, types and labels never change without notice. */
@Timeout(60)
class ExportedMetricsTest {
    @TempDir
    private static Path folder;

    private static MeasuredGateway gateway;
    private static Exposition scraped;

    @BeforeAll
    static void start() {
        gateway = MeasuredGateway.start(folder);
        scraped = gateway.metrics();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "credence_requests_total|counter|provider endpoint status",
                "credence_request_seconds|histogram|provider",
                "credence_upstream_requests_total|counter|backend operation outcome",
                "credence_upstream_seconds|histogram|backend operation",
                "credence_upstream_in_flight|gauge|backend",
                "credence_coalesced_total|counter|provider",
                "credence_refusals_total|counter|provider reason",
                "credence_credential_expiry_timestamp_seconds|gauge|credential",
                "credence_credential_state|gauge|credential state",
                "credence_first_break_seconds|gauge|credential",
                "credence_breaker_state|gauge|backend state",
                "credence_vault_token_expiry_timestamp_seconds|gauge|backend",
                "credence_leases|gauge|backend",
                "credence_keys|gauge|",
                "credence_imds_v1_requests_total|counter|caller",
                "credence_config_rejected|gauge|",
                "credence_config_reload_failures_total|counter|",
                "credence_build_info|gauge|version",
                "credence_waiting|gauge|provider",
                "credence_callers_total|counter|outcome",
                "credence_docker_containers|gauge|engine",
                "credence_docker_following|gauge|engine",
                "credence_docker_requests_total|counter|engine operation outcome",
                "credence_event_loop_delay_seconds|summary|",
            })
    void aFamilyHasItsTypeItsLabelsAndSaysWhatItIs(String family, String type, String labels) {
        String sample = type.equals("histogram") || type.equals("summary") ? family + "_count" : family;
        Set<String> expected = labels == null ? Set.of() : Set.of(labels.split(" "));

        assertThat(scraped.type(family)).contains(type);
        assertThat(scraped.help(family))
                .hasValueSatisfying(help -> assertThat(help).isNotBlank());
        assertThat(scraped.labels(sample)).isEqualTo(expected);
    }

    @Test
    void everythingThatIsOursSaysWhatItIs() {
        assertThat(scraped.names())
                .filteredOn(name -> name.startsWith("credence_"))
                .map(name -> name.replaceFirst("_(bucket|sum|count)$", ""))
                .allSatisfy(family -> assertThat(scraped.help(family))
                        .as(family)
                        .hasValueSatisfying(help -> assertThat(help).isNotBlank()));
    }

    @Test
    void latencyOfRequestsIsTakenFromFiftyMicroseconds() {
        assertThat(scraped.series()).contains("credence_request_seconds_bucket{provider=\"aws\",le=\"5.0E-5\"}");
    }

    @Test
    void poolsClientsTheBusAndTheVirtualMachineAreThereToo() {
        assertThat(scraped.names())
                .contains(
                        "vertx_pool_in_use",
                        "vertx_pool_queue_pending",
                        "vertx_http_client_active_connections",
                        "vertx_eventbus_pending",
                        "jvm_memory_used_bytes",
                        "jvm_gc_pause_seconds_count",
                        "jvm_threads_live_threads",
                        "process_cpu_usage",
                        "process_start_time_seconds");
    }
}
