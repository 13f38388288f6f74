package dev.credence.provider.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.credence.credential.CredentialKey;
import dev.credence.telemetry.Cloud;
import dev.credence.testing.RawHttp;
import dev.credence.testing.RawResponse;
import dev.credence.testing.TestGateway;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A role that is assumed with the first one that a metadata service lists. */
class FirstRoleTest {
    private static final String ARN = "arn:aws:iam::123456789012:role/demo";
    private static final String LIST = "/latest/meta-data/iam/security-credentials";
    private static final String IMDS = LIST + "/demo";
    private static final String CONTAINER = "/v1/credentials/assumed";
    private static final String ASSUMED = """
            backends:
              afp: {type: ims, address: "http://afp.example"}
              accounts: {type: sts, region: eu-west-1, credentials: {backend: afp, role: "*"}}
            credentials: {assumed: {provider: aws, backend: accounts, role: "arn:aws:iam::123456789012:role/demo"}}
            providers: {aws: {imds-v1: true, list: all, container: {require-token: false}}}
            """;

    @TempDir
    Path folder;

    private TestGateway gateway;

    @AfterEach
    void stop() {
        gateway.close();
    }

    private void start(String yaml, String... roles) {
        gateway = TestGateway.start(folder, yaml);
        gateway.roles().put("afp", List.of(roles));
    }

    private RawResponse readyz() {
        return RawHttp.exchange(gateway.opsPort(), "GET", "/readyz");
    }

    private JsonObject notReady() {
        RawResponse readyz = readyz();
        assertThat(readyz.status()).isEqualTo(503);
        return new JsonObject(readyz.text()).getJsonArray("credentials").getJsonObject(0);
    }

    private List<CredentialKey> bases() {
        return gateway.issuer().calls().stream()
                .map(key -> key.base().orElseThrow())
                .toList();
    }

    private static CredentialKey base(String role) {
        return new CredentialKey(Cloud.AWS, "assumed", "afp", Map.of(CredentialKey.ROLE, role));
    }

    @Test
    void asksToComeBackAsLongAsTheListIsNotKnown() {
        gateway = TestGateway.start(folder, ASSUMED);

        for (String path : List.of(IMDS, CONTAINER, "/v1/credentials")) {
            RawResponse answer = gateway.get(path);
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("Retry-After")).isEqualTo("1");
        }
        assertThat(gateway.get(LIST).text()).isEqualTo("demo");
        assertThat(gateway.issuer().calls()).isEmpty();
        assertThat(notReady().getMap())
                .containsEntry("name", "assumed")
                .containsEntry("backend", "accounts")
                .containsEntry("state", "pending");
    }

    @Test
    void isFetchedAheadWithTheFirstRoleOnceTheListIsKnown() {
        start(ASSUMED, "hub", "other");

        await().until(() -> readyz().status() == 200);
        assertThat(gateway.get(IMDS).text()).contains("ASIADEMO1");
        assertThat(gateway.get(CONTAINER).text()).contains("ASIADEMO1");
        assertThat(gateway.asked()).isZero();
        assertThat(bases()).containsExactly(base("hub"));
        assertThat(gateway.issuer().calls().get(0).parameters())
                .isEqualTo(Map.of(CredentialKey.ROLE_ARN, ARN, CredentialKey.SESSION_NAME, "credence-test"));
    }

    @Test
    void isFetchedAnewWhenAnotherRoleIsFirstAndNotWhenALaterOneChanges() {
        start(ASSUMED, "hub", "other");
        await().until(() -> readyz().status() == 200);

        gateway.roles().put("afp", List.of("hub", "more"));
        assertThat(gateway.get(IMDS).text()).contains("ASIADEMO1");

        gateway.roles().put("afp", List.of("other", "hub"));
        await().until(() -> gateway.issuer().calls("demo") == 2);
        await().until(() -> readyz().status() == 200);

        assertThat(gateway.get(IMDS).text()).contains("ASIADEMO2");
        assertThat(bases()).containsExactly(base("hub"), base("other"));
        assertThat(gateway.asked()).isZero();
        await().until(() -> gateway.metrics().contains("credence_keys 1.0"));
    }

    @Test
    void saysThatThereIsNothingToAskWithWhereTheListIsEmpty() {
        start(ASSUMED);

        assertThat(gateway.get(IMDS).status()).isEqualTo(503);
        RawResponse answer = gateway.get(CONTAINER);
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.text()).contains("lists none");
        assertThat(notReady().getMap()).containsEntry("state", "failing");
        assertThat(RawHttp.exchange(gateway.opsPort(), "GET", "/status").text()).contains("role.none_listed: ");
        assertThat(gateway.issuer().calls()).isEmpty();

        gateway.roles().put("afp", List.of("hub"));

        await().until(() -> readyz().status() == 200);
        assertThat(gateway.get(IMDS).status()).isEqualTo(200);
    }

    @Test
    void dependsOnTheCallerAndOnTheListAtOnce() {
        start(
                ASSUMED.replace("role/demo\"", "role/demo\", tags: {who: \"${caller.name}\"}")
                        + "callers: [{match: {name: me, cidr: 127.0.0.0/8}, credentials: [assumed]}]\n",
                "hub");

        assertThat(readyz().status()).isEqualTo(200);
        assertThat(gateway.get(IMDS).text()).contains("ASIADEMO1");
        assertThat(gateway.get(IMDS).text()).contains("ASIADEMO1");

        gateway.roles().put("afp", List.of("other"));

        assertThat(gateway.get(IMDS).text()).contains("ASIADEMO2");
        assertThat(bases()).containsExactly(base("hub"), base("other"));
        assertThat(gateway.issuer().calls())
                .allSatisfy(key -> assertThat(key.parameters()).containsEntry(CredentialKey.TAGS, "{\"who\":\"me\"}"));
    }
}
