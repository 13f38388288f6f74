package dev.credence.caller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.credential.CredentialKey;
import dev.credence.testing.RawResponse;
import dev.credence.testing.TestGateway;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who gets what, as the rules of the configuration say. */
class CallersOverHttpTest {
    private static final String LIST = "/latest/meta-data/iam/security-credentials/";
    private static final String CREDENTIALS = """
            credentials:
              one: {provider: aws, role: one}
              two: {provider: aws, role: two}
              three: {provider: aws, role: three}
            """;
    private static final String V1 = "providers: {aws: {imds-v1: true, container: {require-token: false}}}\n";
    private static final String APP = "Authorization: " + TestGateway.APP_TOKEN;
    private static final String OTHER = "Authorization: " + TestGateway.OTHER_TOKEN;

    @TempDir
    Path folder;

    private TestGateway gateway;

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void withoutRulesEverybodyMayHaveEverything() {
        start(V1);

        assertThat(gateway.getFrom("127.0.0.9", LIST).text()).isEqualTo("one");
        assertThat(role(gateway.getFrom("127.0.0.9", LIST + "three"))).isEqualTo("THREE");
    }

    @Test
    void firstRuleWhoseNetworkMatchesWins() {
        start(V1 + """
                callers:
                  - {match: {cidr: 127.0.0.2/32}, credentials: [two]}
                  - {match: {cidr: 127.0.0.0/24}, credentials: [three, two]}
                  - {match: any, credentials: [one]}
                """);

        assertThat(gateway.getFrom("127.0.0.2", LIST).text()).isEqualTo("two");
        assertThat(gateway.getFrom("127.0.0.3", LIST).text()).isEqualTo("three");
        assertThat(gateway.getFrom("127.0.1.1", LIST).text()).isEqualTo("one");
    }

    @Test
    void callerGetsNothingOfAnotherRule() {
        start(V1 + """
                callers:
                  - {match: {cidr: 127.0.0.2/32}, credentials: [two]}
                  - {match: any, credentials: [one]}
                """);

        assertThat(gateway.getFrom("127.0.0.2", LIST + "one").status()).isEqualTo(404);
        assertThat(gateway.getFrom("127.0.0.2", "/v1/credentials/one").status()).isEqualTo(403);
        assertThat(role(gateway.getFrom("127.0.0.2", "/v1/credentials"))).isEqualTo("TWO");
    }

    @Test
    void strangerGets404FromInstanceMetadataAnd401Or403FromTheContainerEndpoint() {
        start("""
                callers: [{match: {cidr: 10.0.0.0/8}, credentials: [one]}]
                instance: {aws: {region: eu-west-1}}
                """);

        assertThat(gateway.getWithToken(LIST).status()).isEqualTo(404);
        assertThat(gateway.getWithToken(LIST + "one").status()).isEqualTo(404);
        assertThat(gateway.get("/v1/credentials/one").status()).isEqualTo(401);
        assertThat(gateway.getWithToken("/latest/meta-data/placement/region").text())
                .isEqualTo("eu-west-1");
    }

    @Test
    void tokenProvesTheCallerWhateverItsAddress() {
        start("""
                callers:
                  - {match: {token-file: app.token}, credentials: [one]}
                  - {match: {token-file: other.token}, credentials: [two]}
                """);

        assertThat(role(gateway.getFrom("127.0.0.2", "/v1/credentials", APP))).isEqualTo("ONE");
        assertThat(role(gateway.getFrom("127.0.0.2", "/v1/credentials", OTHER))).isEqualTo("TWO");
        assertThat(gateway.getFrom("127.0.0.2", "/v1/credentials", "Authorization: " + TestGateway.APP_TOKEN + "x")
                        .status())
                .isEqualTo(401);
    }

    @Test
    void tokenIsNoUseForInstanceMetadata() {
        start("callers: [{match: {token-file: app.token}, credentials: [one]}]");

        assertThat(gateway.get(LIST, "X-aws-ec2-metadata-token: " + gateway.token(), APP)
                        .status())
                .isEqualTo(404);
    }

    @Test
    void tokenWithANetworkIsNoUseElsewhere() {
        start("callers: [{match: {cidr: 127.0.0.2/32, token-file: app.token}, credentials: [one]}]");

        assertThat(gateway.getFrom("127.0.0.2", "/v1/credentials", APP).status())
                .isEqualTo(200);
        assertThat(gateway.getFrom("127.0.0.3", "/v1/credentials", APP).status())
                .isEqualTo(401);
        assertThat(gateway.getFrom("127.0.0.2", "/v1/credentials").status()).isEqualTo(401);
    }

    @Test
    void tokenComesBeforeTheAddressWhereNoTokenIsAskedFor() {
        start(V1 + """
                callers:
                  - {match: {cidr: 127.0.0.0/8}, credentials: [two]}
                  - {match: {token-file: app.token}, credentials: [one]}
                """);

        assertThat(role(gateway.get("/v1/credentials"))).isEqualTo("TWO");
        assertThat(role(gateway.get("/v1/credentials", APP))).isEqualTo("ONE");
    }

    @Test
    void sessionNamedAfterTheCallerGivesEachItsOwnCredential() {
        gateway = TestGateway.start(folder, V1 + """
                credentials: {one: {provider: aws, role: one, session-name: "pod-${caller.name}"}}
                callers:
                  - {match: {cidr: 127.0.0.2/32, name: billing}, credentials: [one]}
                  - {match: any, credentials: [one]}
                """);

        gateway.getFrom("127.0.0.2", LIST + "one");
        gateway.getFrom("127.0.0.3", LIST + "one");
        gateway.getFrom("127.0.0.4", LIST + "one");
        gateway.getFrom("127.0.0.4", LIST + "one");

        assertThat(gateway.issuer().calls())
                .extracting(key -> key.parameters().get(CredentialKey.SESSION_NAME))
                .containsExactly("pod-billing", "pod-127.0.0.3", "pod-127.0.0.4");
    }

    @Test
    void sessionWithAnyOtherNameIsSharedByAllCallers() {
        start(V1);

        gateway.getFrom("127.0.0.2", LIST + "one");
        gateway.getFrom("127.0.0.3", LIST + "one");

        assertThat(gateway.issuer().calls("one")).isEqualTo(1);
    }

    private void start(String rest) {
        gateway = TestGateway.start(folder, CREDENTIALS + rest);
    }

    /** The role is part of the made-up access key id. */
    private static String role(RawResponse answer) {
        return answer.text().replaceAll(".*\"ASIA([A-Z]+)\\d+\".*", "$1");
    }
}
