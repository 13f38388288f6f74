package dev.credence.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.testing.FakeReply;
import dev.credence.testing.FakeWeb;
import dev.credence.testing.FreePort;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Help.Ansi;

@Timeout(60)
class StatusCommandTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    private final Vertx vertx = Vertx.vertx();
    private final FakeWeb ops = new FakeWeb(vertx, request -> FakeReply.json(200, page()));

    @AfterEach
    void stop() {
        ops.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private static JsonObject page() {
        return new JsonObject()
                .put("version", "1.2.3")
                .put("started", "2026-02-27T06:30:00Z")
                .put("stopping", false)
                .put("connections", 7)
                .put("keys", 3)
                .put(
                        "credentials",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("name", "app")
                                        .put("provider", "aws")
                                        .put("backend", "vault")
                                        .put("state", "fresh")
                                        .put("seconds_left", 3552)
                                        .put("expires", "2026-03-01T10:59:12.5Z")
                                        .put("last_refresh", "2026-03-01T09:59:12.4Z")
                                        .put("refresh_due", "2026-03-01T10:29:12Z"))
                                .add(new JsonObject()
                                        .put("name", "jobs")
                                        .put("variant", "https://vault.azure.net")
                                        .put("provider", "azure")
                                        .put("backend", "vault")
                                        .put("state", "failing")
                                        .put("seconds_left", 0)
                                        .put("last_error", "vault.denied: permission\u001b[2J denied")))
                .put(
                        "backends",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("name", "vault")
                                        .put("state", "fresh")
                                        .put("breaker", "closed")
                                        .put("token_expires", "2026-03-01T11:00:00Z")
                                        .put("leases_taken_over", 3)));
    }

    @Test
    void showsWhatTheGatewayHoldsAsTables() {
        assertThat(StatusReport.of(page(), NOW, Ansi.OFF))
                .containsExactly(
                        "credence 1.2.3, up 2d 3h, connections: 7",
                        "",
                        "CREDENTIAL                    PROVIDER  BACKEND  STATE    LEFT     REFRESH     EXPIRES               LAST REFRESH",
                        "app                           aws       vault    fresh    59m 12s  in 29m 12s  2026-03-01T10:59:12Z  2026-03-01T09:59:12Z",
                        "jobs https://vault.azure.net  azure     vault    failing  -        -           -                     -",
                        "  vault.denied: permission [2J denied",
                        "... and 1 more",
                        "",
                        "BACKEND  STATE  BREAKER  TOKEN ENDS",
                        "vault    fresh  closed   2026-03-01T11:00:00Z",
                        "  leases of gateways that have ended: 3");
    }

    @Test
    void saysFirstWhyWorkloadsHaveNothing() {
        JsonObject page = page().put("ready", false)
                .put(
                        "findings",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("level", "failing")
                                        .put("text", "jobs cannot be served:\u001b[2J denied."))
                                .add(new JsonObject().put("level", "ok").put("text", "Nobody has asked.")));

        assertThat(StatusReport.of(page, NOW, Ansi.OFF))
                .startsWith(
                        "credence 1.2.3, up 2d 3h, connections: 7",
                        "not ready",
                        "* jobs cannot be served: [2J denied.",
                        "");
    }

    @Test
    void saysWhatCameInTheLastMinuteAndWhoUsesTheFirstVersionOfInstanceMetadata() {
        JsonObject page = page().put("traffic", new JsonObject("""
                                {"interval_seconds": 30, "requests_per_second": [900, 10, 20], "refusals_per_second": [9, 0, 1],
                                 "misses_per_second": [0, 0, 0], "upstream_per_second": [0, 0.2, 0],
                                 "p50_seconds": [1, 0.00006, null], "p99_seconds": [1, 0.002, 0.004]}
                                """))
                .put(
                        "imds_v1",
                        new JsonArray(
                                "[{\"caller\": \"billing\", \"requests\": 12}, {\"caller\": \"any\", \"requests\": 3}]"));

        assertThat(StatusReport.of(page, NOW, Ansi.OFF))
                .endsWith(
                        "",
                        "last minute: 15.0 requests/s, 0.5 refused, 0.0 not from memory, 0.1 to back ends; half below 60 µs, 99 of 100 below 3.0 ms",
                        "IMDSv1 is used by: billing (12), any (3)");
    }

    @Test
    void coloursTellGoodFromBadWhereThereAreAny() {
        assertThat(String.join("\n", StatusReport.of(page(), NOW, Ansi.ON)))
                .contains("\u001b[32mfresh\u001b[", "\u001b[31m\u001b[1mfailing\u001b[");
    }

    @Test
    void aGatewayThatHoldsNothingSaysSo() {
        JsonObject empty = page().put("credentials", new JsonArray()).put("keys", 0);

        assertThat(StatusReport.of(empty, NOW, Ansi.OFF)).contains("no credential is held");
    }

    @Test
    void asksTheOpsListenerThatItIsToldOf() {
        Run run = Run.of("status", "--ops", ops.address().toString() + "/");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.lines()).anyMatch(line -> line.startsWith("app "));
        assertThat(run.err()).isEmpty();
        assertThat(ops.requests()).singleElement().satisfies(request -> assertThat(request.path())
                .isEqualTo("/status"));
    }

    @Test
    void takesTheAddressWithoutItsSchemeAndFromTheVariableOfTheConfiguration() {
        String address = ops.address().getAuthority();

        assertThat(Run.of("status", "--ops", address).exitCode()).isZero();
        assertThat(Run.with("CREDENCE_OPS_ADDRESS", address, "status").exitCode())
                .isZero();
    }

    @Test
    void printsThePageItselfForPrograms() {
        Run run = Run.of("status", "--json", "--ops", ops.address().toString());

        assertThat(new JsonObject(run.out())).isEqualTo(page());
    }

    @Test
    void whereNobodyListensItSaysWhatToDo() {
        int port = FreePort.next();

        Run run = Run.of("status", "--ops", "http://127.0.0.1:" + port);

        assertThat(run.exitCode()).isEqualTo(69);
        assertThat(run.out()).isEmpty();
        assertThat(run.errors())
                .containsExactly("credence: no gateway answers at http://127.0.0.1:" + port
                        + "/status (connection refused); start one, or name its ops listener with --ops");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>", "[1]", "{}", "{\"version\":1}", "{\"version\":\"1\",\"credentials\":3}", ""})
    void somethingElseThatListensThereIsNotTakenForAGateway(String body) {
        ops.always(FakeReply.of(200, body));

        Run run = Run.of("status", "--ops", ops.address().toString());

        assertThat(run.exitCode()).isEqualTo(69);
        assertThat(run.errors()).singleElement().asString().contains("is not an ops listener that works");
    }

    @Test
    void aGatewayWithoutACredentialServiceIsNoGateway() {
        ops.always(FakeReply.json(503, new JsonObject().put("error", "the credential service is gone")));

        Run run = Run.of("status", "--ops", ops.address().toString());

        assertThat(run.exitCode()).isEqualTo(69);
        assertThat(run.errors()).singleElement().asString().contains("answered with status 503");
    }
}
