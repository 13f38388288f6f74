package dev.credence.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.testing.ChildProcess;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each load script fails with the gateway that it is there to find out, and holds with one that has no fault. */
@Tag("real")
class LoadThresholdsIT {
    private static final int CROSSED = 99;
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @RegisterExtension
    private final Rig rig = new Rig();

    private LoadKeeper keeper;

    @BeforeEach
    void startKeeper() throws IOException {
        keeper = new LoadKeeper(rig.folder(), rig.folder().resolve("vault.token"));
    }

    @AfterEach
    void endKeeper() {
        keeper.close();
    }

    @ParameterizedTest
    @CsvSource({
        "hit, DURATION=2",
        "mixed, DURATION=2",
        "soak, DURATION=6 GROWTH_MIB=1000 RESIDENT_MIB=4000",
        "ramp, VUS=2 STEP=1 WARM_UP=1"
    })
    void oneErrorInAHundredIsTooMany(String script, String settings) throws Exception {
        try (var faultless = FaultyGateway.faultless();
                var failing = FaultyGateway.failingOnceInAHundred()) {
            assertThat(run(script, faultless, settings)).as(crossed(script)).isZero();
            assertThat(told(script).getInteger("failed")).isZero();

            assertThat(run(script, failing, settings)).isEqualTo(CROSSED);
            assertThat(told(script).getInteger("failed")).isPositive();
            assertThat(crossed(script)).contains("http_req_failed", "checks");
        }
    }

    @ParameterizedTest
    @CsvSource({"hit, DURATION=1", "mixed, DURATION=1"})
    void whatHasEndedIsNoCredential(String script, String settings) throws Exception {
        try (var gateway = FaultyGateway.servingExpired()) {
            assertThat(run(script, gateway, settings)).isEqualTo(CROSSED);
            assertThat(told(script).getInteger("failed")).isZero();
            assertThat(crossed(script)).contains("checks").doesNotContain("http_req_failed");
        }
    }

    @Test
    void aHerdThatAsksTheBackEndMoreThanOnceIsFound() throws Exception {
        try (var gateway = FaultyGateway.forgetting(keeper.backEndPort(), rig.rootToken())) {
            assertThat(run("herd", gateway, "VUS=40 WARM_UP=2 SLACK_MS=10000")).isEqualTo(CROSSED);
            assertThat(crossed("herd")).contains("upstream_calls{wave:300}", "upstream_calls{wave:600}");
        }
    }

    @Test
    void aGatewayWithoutMemoryFailsInAnOutage() throws Exception {
        try (var gateway = FaultyGateway.forgetting(keeper.backEndPort(), rig.rootToken())) {
            assertThat(run("outage", gateway, "OUTAGES=1 LIFE=6")).isEqualTo(CROSSED);
            assertThat(crossed("outage")).contains("http_req_failed{target:gateway}", "http_req_failed{back_end:down}");
        }
    }

    @Test
    void aStepAtEachRenewalIsFound() throws Exception {
        try (var gateway = FaultyGateway.limping()) {
            assertThat(run("refresh", gateway, "DURATION=9 LIFE=4 STEP_MS=100")).isEqualTo(CROSSED);
            assertThat(crossed("refresh")).contains("step value<100").doesNotContain("checks");
        }
    }

    @Test
    void aGapBetweenTwoGatewaysIsFound() throws Exception {
        try (var gateway = FaultyGateway.restartedWithAGap(Duration.ofSeconds(5))) {
            assertThat(run("rolling", gateway, "RESTARTS=1 STEP=2 RATE=50")).isEqualTo(CROSSED);
            assertThat(told("rolling").getInteger("restarts")).isEqualTo(1);
            assertThat(told("rolling").getInteger("failed")).isPositive();
            assertThat(crossed("rolling")).contains("http_req_failed").doesNotContain("instances");
        }
    }

    @Test
    void moreMemoryThanAllowedIsFound() throws Exception {
        try (var gateway = FaultyGateway.faultless()) {
            assertThat(run("soak", gateway, "DURATION=6 GROWTH_MIB=1000 RESIDENT_MIB=1"))
                    .isEqualTo(CROSSED);
            assertThat(crossed("soak")).contains("resident_mib max<1").doesNotContain("checks");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"hit", "mixed", "herd", "refresh", "outage", "rolling", "soak", "ramp"})
    void anAddressOffTheLoopbackIsRefusedBeforeAnythingIsSent(String script) throws IOException {
        for (var address : List.of("http://192.0.2.1:8169", "http://127.0.0.1.example:8169", "https://127.0.0.1")) {
            try (var k6 = k6(script, pointing(address))) {
                assertThat(k6.exitCodeWithin(LIMIT)).isNotIn(0, CROSSED);
                assertThat(k6.stderr()).contains("CREDENCE_URL must be plain http on a loopback address");
            }
        }
    }

    private int run(String script, FaultyGateway gateway, String settings) throws IOException {
        var environment = pointing(gateway.address());
        environment.put("CREDENCE_OPS_URL", gateway.address());
        environment.put("P99_MS", "10000");
        for (var setting : settings.split(" ")) {
            environment.put(setting.replaceAll("=.*", ""), setting.replaceAll(".*=", ""));
        }
        try (var k6 = k6(script, environment)) {
            int exitCode = k6.exitCodeWithin(LIMIT);
            assertThat(summary(script)).as(k6.log()).exists();
            return exitCode;
        }
    }

    private Map<String, String> pointing(String gateway) {
        return new HashMap<>(Map.of(
                "CREDENCE_URL", gateway,
                "CREDENCE_OPS_URL", keeper.address(),
                "KEEPER_URL", keeper.address(),
                "GATEWAY_PID", Long.toString(ProcessHandle.current().pid())));
    }

    private ChildProcess k6(String script, Map<String, String> more) {
        var environment = new HashMap<>(more);
        environment.put("SUMMARY", summary(script).toString());
        return rig.k6(script + ".js", environment);
    }

    private Path summary(String script) {
        return rig.folder().resolve(script + ".json");
    }

    private JsonObject told(String script) throws IOException {
        return new JsonObject(Files.readString(summary(script)));
    }

    private String crossed(String script) throws IOException {
        return told(script).getString("crossed");
    }
}
