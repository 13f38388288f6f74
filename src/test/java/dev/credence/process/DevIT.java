package dev.credence.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.credence.testing.ChildProcess;
import dev.credence.testing.CredenceJar;
import dev.credence.testing.GatewayProcess;
import dev.credence.testing.Http;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DevIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @RegisterExtension
    private final Site site = new Site();

    @Test
    void printsTheAddressesThatItPicked() {
        var command = CredenceJar.command(site.folder(), List.of("serve", "--dev", "--port", "0", "--ops-port", "0"));
        try (var gateway = ChildProcess.start("credence", site.folder(), Map.of(), command)) {
            await("greeting").atMost(PATIENCE).until(() -> gateway.stdout().contains("credence serves"));

            assertThat(port(gateway, "workloads").get("/").statusCode()).isEqualTo(401);
            assertThat(port(gateway, "operators").isOk("/readyz")).isTrue();
        }
    }

    @Test
    void printsWhatTheEnvCommandPrints() {
        var gateway = site.dev();
        var settings = Path.of(group(gateway.stdout(), "settings +(\\S+)"));

        assertThat(gateway.printedEnvironment())
                .containsAllEntriesOf(GatewayProcess.environment(site.folder(), "aws", settings))
                .containsAllEntriesOf(GatewayProcess.environment(site.folder(), "aws-container", settings));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2s", "5s"})
    void shortLivedCredentialsChangeAndAnExpiredOneIsNeverServed(String life) throws IOException {
        var gateway = site.dev("--dev-ttl", life).ready();
        String token = callerToken(gateway);
        Set<String> keys = new LinkedHashSet<>();

        await("three credentials")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    var asked = Instant.now();
                    var answer = gateway.containerCredentials(token, "dev-aws");
                    // Between two credentials of a second or two there may be none.
                    assertThat(answer.statusCode()).isIn(200, 503);
                    if (answer.statusCode() == 200) {
                        var credentials = new JsonObject(answer.body());
                        assertThat(Instant.parse(credentials.getString("Expiration")))
                                .isAfter(asked);
                        keys.add(credentials.getString("AccessKeyId"));
                    }
                    return keys.size() >= 3;
                });
    }

    @Test
    void twoRunSideBySideAndOneOutlivesTheOther() throws IOException {
        var first = site.dev().ready();
        var second = site.dev().ready();
        String token = callerToken(first);

        assertThat(second.containerCredentials(token, "dev-aws").statusCode()).isEqualTo(401);
        second.terminate();
        assertThat(second.exitCodeWithin(PATIENCE)).isZero();

        assertThat(first.containerCredentials(token, "dev-aws").statusCode()).isEqualTo(200);
    }

    @Test
    void aSecondOneAtTheSamePortLeavesTheFirstAlone() throws IOException {
        var first = site.dev().ready();
        String port = first.address().replaceFirst(".*:", "");
        String token = callerToken(first);

        var second = CredenceJar.run(site.folder(), "serve", "--dev", "--port", port, "--ops-port", "0");

        assertThat(second.exitCode()).isEqualTo(73);
        assertThat(second.err().lines())
                .containsExactly("credence: a development gateway runs at 127.0.0.1:" + port
                        + " already; stop it or choose another --port");
        assertThat(callerToken(first)).isEqualTo(token);
        assertThat(first.containerCredentials(token, "dev-aws").statusCode()).isEqualTo(200);
    }

    private static Http port(ChildProcess gateway, String who) {
        return new Http(Integer.parseInt(group(gateway.stdout(), who + " +http://127\\.0\\.0\\.1:(\\d+)")));
    }

    private static String callerToken(GatewayProcess gateway) throws IOException {
        return Files.readString(Path.of(gateway.printedEnvironment().get("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE")));
    }

    private static String group(String text, String pattern) {
        var matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group(1);
    }
}
