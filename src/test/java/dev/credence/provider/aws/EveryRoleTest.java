package dev.credence.provider.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.credence.credential.CredentialKey;
import dev.credence.credential.Outcome;
import dev.credence.testing.LogCapture;
import dev.credence.testing.RawHttp;
import dev.credence.testing.RawResponse;
import dev.credence.testing.TestGateway;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A credential for every role that its back end lists. */
class EveryRoleTest {
    private static final String LIST = "/latest/meta-data/iam/security-credentials";
    private static final String IMDS = LIST + "/";
    private static final String EVERYTHING = """
            backends: {afp: {type: ims, address: "http://afp.example"}}
            credentials: {everything: {provider: aws, backend: afp, role: "*"}}
            providers: {aws: {imds-v1: true, list: all, container: {require-token: false}}}
            limits: {keys: 20}
            """;

    @TempDir
    Path folder;

    private TestGateway gateway;

    @AfterEach
    void stop() {
        gateway.close();
    }

    private RawResponse readyz() {
        return RawHttp.exchange(gateway.opsPort(), "GET", "/readyz");
    }

    private void start(String yaml, String... roles) {
        gateway = TestGateway.start(folder, yaml);
        gateway.roles().put("afp", List.of(roles));
    }

    @Test
    void asksToComeBackAsLongAsTheBackEndHasNotToldItsRoles() {
        gateway = TestGateway.start(folder, EVERYTHING);

        for (String path : List.of(LIST, IMDS + "web", "/latest/meta-data/iam/info", "/v1/credentials")) {
            RawResponse answer = gateway.get(path);
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("Retry-After")).isEqualTo("1");
        }
        assertThat(readyz().status()).isEqualTo(503);
        JsonArray credentials = new JsonObject(readyz().text()).getJsonArray("credentials");
        assertThat(credentials.getJsonObject(0).getString("name")).isEqualTo("everything");
        assertThat(credentials.getJsonObject(0).getString("state")).isEqualTo("pending");
    }

    @Test
    void listsAndFetchesEachRoleBeforeAnyoneAsks() {
        start(EVERYTHING, "web", "db");

        await().until(() -> readyz().status() == 200);
        assertThat(gateway.get(LIST).text()).isEqualTo("web\ndb");
        assertThat(gateway.get(IMDS + "web").status()).isEqualTo(200);
        assertThat(gateway.get(IMDS + "db").text()).contains("ASIADB1");
        assertThat(gateway.get("/v1/credentials/db").text()).contains("ASIADB1");
        assertThat(gateway.get("/v1/credentials/everything").text()).contains("ASIAWEB1");
        assertThat(gateway.get(IMDS + "other").status()).isEqualTo(404);
        assertThat(gateway.asked()).isZero();
        assertThat(gateway.issuer().calls()).hasSize(2);
    }

    @Test
    void listsTheFirstOnlyUnlessAllAreWanted() {
        start(EVERYTHING.replace("list: all", "list: first"), "web", "db");

        assertThat(gateway.get(LIST).text()).isEqualTo("web");
        assertThat(gateway.get(IMDS + "db").status()).isEqualTo(200);
    }

    @Test
    void followsRolesThatAppearAndDisappear() {
        start(EVERYTHING, "web", "db");
        await().until(() -> readyz().status() == 200);

        gateway.roles().put("afp", List.of("db", "new"));

        assertThat(gateway.get(LIST).text()).isEqualTo("db\nnew");
        assertThat(gateway.get(IMDS + "web").status()).isEqualTo(404);
        assertThat(gateway.get("/v1/credentials/web").status()).isEqualTo(404);
        await().until(() -> gateway.issuer().calls("new") == 1);
        await().until(() ->
                !RawHttp.exchange(gateway.opsPort(), "GET", "/status").text().contains("\"variant\":\"web\""));
        assertThat(gateway.issuer().calls("db")).isEqualTo(1);

        gateway.roles().put("afp", List.of("web"));

        await().until(() -> gateway.issuer().calls("web") == 2);
        assertThat(gateway.get(LIST).text()).isEqualTo("web");
    }

    @Test
    void sameListAgainChangesNothing() {
        start(EVERYTHING, "web", "db");
        await().until(() -> readyz().status() == 200);

        gateway.roles().put("afp", List.of("web", "db"));

        assertThat(gateway.get(LIST).text()).isEqualTo("web\ndb");
        assertThat(gateway.get(IMDS + "web").text()).contains("ASIAWEB1");
        assertThat(gateway.issuer().calls()).hasSize(2);
    }

    @Test
    void hasNoRoleWhereTheBackEndListsNone() {
        start(EVERYTHING);

        assertThat(gateway.get(LIST).status()).isEqualTo(404);
        assertThat(gateway.get("/v1/credentials").status()).isEqualTo(404);
        assertThat(readyz().status()).isEqualTo(200);
    }

    @Test
    void neverListsWhatSdksCouldNotAskFor() {
        start(EVERYTHING, "web", "<html>", "a b", "a/b", "", "x".repeat(65), "web");

        assertThat(gateway.get(LIST).text()).isEqualTo("web");
    }

    @Test
    void isNotReadyWhileOneOfThemCannotBeHad() {
        gateway = TestGateway.of(folder, EVERYTHING);
        gateway.issuer().fail("db", new Outcome.Unavailable("ims.unreachable", "down"));
        gateway.start();
        gateway.roles().put("afp", List.of("web", "db"));

        await().until(() -> readyz().text().contains("failing"));
        assertThat(readyz().status()).isEqualTo(503);
        assertThat(readyz().text()).contains("\"variant\":\"db\"");
        assertThat(gateway.get(LIST).text()).isEqualTo("web\ndb");

        gateway.issuer().heal();

        await().until(() -> readyz().status() == 200);
    }

    @Test
    void fetchesAheadWhatThereIsRoomForAndTheRestWhenAskedFor() {
        try (LogCapture log = LogCapture.of(AwsRoles.class.getName())) {
            start(EVERYTHING, IntStream.range(0, 10_000).mapToObj(i -> "r" + i).toArray(String[]::new));
            await().until(() -> gateway.issuer().calls().size() == 18);

            assertThat(log.lines())
                    .isNotEmpty()
                    .first()
                    .asString()
                    .contains("roles=\"10000\"")
                    .contains("fetched_ahead=\"18\"");
        }
        for (int i = 9_000; i < 9_010; i++) {
            assertThat(gateway.get(IMDS + "r" + i).status()).isEqualTo(200);
        }
        assertThat(gateway.metrics()).contains("credence_keys 20.0");
        assertThat(gateway.get(LIST).text().split("\n")).hasSize(10_000);
    }

    @Test
    void keepsWhatIsConfiguredOneByOneBesideIt() {
        start(EVERYTHING.replace("\"*\"}", "\"*\"}, app: {provider: aws, backend: afp, role: app}"), "web");

        await().until(() -> readyz().status() == 200);
        assertThat(gateway.get(LIST).text()).isEqualTo("web\napp");
        assertThat(gateway.issuer().calls().stream().map(CredentialKey::credential))
                .containsExactlyInAnyOrder("everything", "app");
    }

    @Test
    void givesItUpWhenTheConfigurationDoes() {
        start(EVERYTHING, "web");
        await().until(() -> readyz().status() == 200);

        gateway.reload(EVERYTHING.replace("role: \"*\"", "role: app"));

        assertThat(gateway.get(LIST).text()).isEqualTo("app");
        assertThat(gateway.get(IMDS + "web").status()).isEqualTo(404);

        gateway.roles().put("afp", List.of("web", "more"));

        assertThat(gateway.get(LIST).text()).isEqualTo("app");
        assertThat(gateway.issuer().calls("more")).isZero();
    }
}
