package dev.credence.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.credence.config.LogLevel;
import dev.credence.logging.Logging;
import dev.credence.testing.LogCapture;
import dev.credence.testing.RawHttp;
import dev.credence.testing.RawResponse;
import dev.credence.testing.TestGateway;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Another level for a while. The part is one that nothing in this test logs to. */
class LogRoutesTest {
    private static final String TOKEN = "Authorization: Bearer " + TestGateway.OPS_TOKEN;
    private static final Logger STS = LoggerFactory.getLogger("dev.credence.source.sts.LogRoutesTest");

    @TempDir
    Path folder;

    private TestGateway gateway;

    @BeforeEach
    void start() {
        gateway = TestGateway.start(folder, """
                credentials: {app: {provider: aws, role: app}}
                ops: {token-file: ops.token}
                """);
    }

    /** Others look at what is logged at every level. */
    @AfterAll
    static void logEverythingAgain() {
        Logging.apply(LogLevel.TRACE);
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void holdsForItsTimeAndGoesBackByItself() {
        boolean before = STS.isErrorEnabled();
        try (LogCapture log = LogCapture.of("credence.ops")) {
            RawResponse answer = post("level=off&part=sts&for=3s", TOKEN, "X-Request-ID: me");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(new JsonObject(answer.text()).getJsonObject("change").getMap())
                    .containsEntry("level", "off")
                    .containsEntry("part", "sts")
                    .containsEntry("ends", "2026-03-01T10:00:03Z");
            assertThat(STS.isErrorEnabled()).isFalse();
            await().until(() -> STS.isErrorEnabled() == before);
            await().until(() -> log.lines().size() == 2);
            assertThat(log.lines().get(0))
                    .startsWith("log level changed by an operator new_level=\"off\" part=\"sts\" for=\"3s\"")
                    .contains("request_id=\"me\"");
            assertThat(log.lines().get(1)).startsWith("log level is the configured one again");
        }
        assertThat(page().containsKey("change")).isFalse();
    }

    @Test
    void aLaterChangeIsNotEndedByTheTimeOfAnEarlierOne() {
        post("level=off&part=sts&for=50ms", TOKEN);
        post("level=error&part=sts&for=1h", TOKEN);
        post("level=error&part=ims&for=60ms", TOKEN);

        await().until(() -> !page().containsKey("change"));
        assertThat(STS.isWarnEnabled()).isTrue();
    }

    @Test
    void isEndedByTheOperatorBeforeItsTime() {
        post("level=off&part=sts&for=1h", TOKEN);
        assertThat(RawHttp.exchange(gateway.opsPort(), "DELETE", "/log").status())
                .isEqualTo(401);
        assertThat(STS.isErrorEnabled()).isFalse();

        RawResponse answer = RawHttp.exchange(gateway.opsPort(), "DELETE", "/log", TOKEN);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(new JsonObject(answer.text()).containsKey("change")).isFalse();
        assertThat(STS.isErrorEnabled()).isTrue();
    }

    @Test
    void everyoneMayReadAndOnlyTheOperatorMayChange() {
        assertThat(page().getString("level")).isNotEmpty();
        assertThat(page().getJsonArray("sinks")).isEmpty();
        try (LogCapture log = LogCapture.of("credence.ops")) {
            assertThat(post("level=off&part=sts", "X-Request-ID: me").status()).isEqualTo(401);
            assertThat(post("level=off&part=sts", "Authorization: Bearer guess").status())
                    .isEqualTo(401);
            assertThat(log.lines()).hasSize(2);
            assertThat(log.lines().get(0))
                    .isEqualTo(
                            "request of an operator refused address=\"127.0.0.1\" outcome=\"no_token\" request_id=\"me\"");
            assertThat(log.lines().get(1)).contains("wrong_token").doesNotContain("guess");
        }
        assertThat(STS.isErrorEnabled()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "part=sts | level is one of off, error, warn, info, debug, trace",
                "level=inof | level is one of off, error, warn, info, debug, trace",
                "level=DEBUG | level is one of off, error, warn, info, debug, trace",
                "level=debug&for=1x | for is not a duration; write it like 900ms, 10s, 15m or 1h30m",
                "level=debug&prt=sts | unknown parameter; known here: for, level, part",
                "level=debug&for=25h | for is not between 1ms and 24h",
                "level=debug&for=0s | for is not between 1ms and 24h",
                "level=debug&part=core | part is one of audit, caller, credential, gateway, ims, log, node, ops, provider,"
                        + " serve, source, sts, vault",
            })
    void saysWhatIsWrong(String query, String error) {
        RawResponse answer = post(query, TOKEN);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(new JsonObject(answer.text()).getString("error")).isEqualTo(error);
    }

    private JsonObject page() {
        return new JsonObject(RawHttp.exchange(gateway.opsPort(), "GET", "/log").text());
    }

    private RawResponse post(String query, String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        all.add("Content-Length: 0");
        return RawHttp.exchange(gateway.opsPort(), "POST", "/log?" + query, all.toArray(String[]::new));
    }
}
