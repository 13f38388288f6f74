package dev.credence.provider.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.testing.LogCapture;
import dev.credence.testing.RawHttp;
import dev.credence.testing.RawResponse;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What containers get that name their role themselves. */
class NamedRolesTest {
    private static final String LIST = "/latest/meta-data/iam/security-credentials";
    private static final String IMDS = LIST + "/";
    private static final String CONTAINER = "/v1/credentials";
    private static final String ME = "127.0.0.2";
    private static final String SIBLING = "127.0.0.3";
    private static final String BY_CONTAINER = """
            backends: {accounts: {type: sts}}
            credentials:
              by-container:
                provider: aws
                backend: accounts
                role: "${caller.env.IAM_ROLE}"
                external-id: "${caller.env.IAM_EXTERNAL_ID}"
                default-account: "111111111111"
                allowed-roles: ["arn:aws:iam::111111111111:role/*", "arn:aws:iam::222222222222:role/shared/*"]
            callers: [{match: any, credentials: [by-container]}]
            providers: {aws: {imds-v1: true, container: {require-token: false}}}
            refresh: {wait: 10s}
            """;

    private final ContainerGateway gateway = new ContainerGateway(BY_CONTAINER);
    private final LogCapture audit = LogCapture.of("credence.audit");

    @AfterEach
    void stop() {
        audit.close();
        gateway.close();
    }

    private static JsonObject json(RawResponse answer) {
        return new JsonObject(answer.text());
    }

    @ParameterizedTest
    @CsvSource({
        "web, web",
        "web@111111111111, web",
        "apps/web, web",
        "shared/web@222222222222, web",
        "arn:aws:iam::222222222222:role/shared/web, web",
    })
    void listsTheRoleThatTheContainerNamesAndServesItByThatName(String named, String listed) {
        gateway.container(ME, "web-1", "IAM_ROLE", named);

        assertThat(gateway.get(ME, LIST).text()).isEqualTo(listed);
        assertThat(json(gateway.get(ME, IMDS + listed)).getString("Code")).isEqualTo("Success");
        assertThat(json(gateway.get(ME, IMDS + listed)).getString("AccessKeyId"))
                .isEqualTo("ASIAWEB1");
        assertThat(gateway.get(ME, LIST + "-extended").text()).isEqualTo(listed);
        assertThat(gateway.get(ME, LIST + "-extended/" + listed).status()).isEqualTo(200);
    }

    @Test
    void servesItToContainersByEachName() {
        gateway.container(ME, "web-1", "IAM_ROLE", "apps/web");

        for (String path : List.of("/v1/credentials", "/v1/credentials/by-container", "/v1/credentials/web")) {
            assertThat(json(gateway.get(ME, path)).getString("RoleArn")).endsWith(":role/web");
        }
        assertThat(json(gateway.get(ME, "/v1/process/by-container")).getInteger("Version"))
                .isEqualTo(1);
        assertThat(gateway.issuer().calls()).hasSize(1);
    }

    @Test
    void listsNamesWithoutAskingAnyone() {
        gateway.container(ME, "web-1", "IAM_ROLE", "web");

        gateway.get(ME, LIST);
        assertThat(gateway.get(ME, "/latest/meta-data").text()).contains("iam/");
        assertThat(json(gateway.get(ME, "/latest/meta-data/iam/info")).getString("InstanceProfileArn"))
                .endsWith(":instance-profile/web");

        assertThat(gateway.issuer().calls()).isEmpty();
    }

    @Test
    void servesEachContainerItsOwnRoleAndNoOther() {
        gateway.container(ME, "web-1", "IAM_ROLE", "web").container(SIBLING, "db-1", "IAM_ROLE", "db");

        assertThat(gateway.get(ME, LIST).text()).isEqualTo("web");
        assertThat(gateway.get(SIBLING, LIST).text()).isEqualTo("db");
        assertThat(json(gateway.get(SIBLING, IMDS + "db")).getString("AccessKeyId"))
                .isEqualTo("ASIADB1");
        assertThat(gateway.get(ME, IMDS + "db").status()).isEqualTo(404);
        assertThat(gateway.get(ME, CONTAINER + "/db").status()).isEqualTo(404);
        assertThat(gateway.issuer().calls("web")).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"web@222222222222", "arn:aws:iam::333333333333:role/web", "arn:aws-cn:iam::111111111111:role/web"
            })
    void refusesARoleOutsideTheRulesInEachDialectWithoutAskingSts(String named) {
        gateway.container(ME, "web-1", "IAM_ROLE", named);

        assertThat(gateway.get(ME, LIST).text()).isEqualTo("web");
        RawResponse imds = gateway.get(ME, IMDS + "web", "X-Request-ID: one");
        RawResponse container = gateway.get(ME, CONTAINER, "X-Request-ID: two");

        assertThat(imds.status()).isEqualTo(200);
        assertThat(json(imds).getString("Code")).isEqualTo("AssumeRoleUnauthorizedAccess");
        assertThat(json(imds).getString("Message")).isEqualTo("this caller may not have the role that it names");
        assertThat(container.status()).isEqualTo(403);
        assertThat(json(container).getString("code")).isEqualTo("AssumeRoleUnauthorizedAccess");
        assertThat(gateway.issuer().calls()).isEmpty();
        assertThat(audit.lines()).hasSize(2).allSatisfy(line -> assertThat(line)
                .startsWith("credential refused")
                .contains("role=\"arn:aws")
                .contains("caller=\"web-1\"")
                .contains("credential=\"by-container\"")
                .contains("outcome=\"role.not_allowed\""));
        assertThat(gateway.metrics()).contains("reason=\"role.not_allowed\"");
    }

    @Test
    void saysWhyWhatTheContainerNamesIsNoRole() {
        gateway.container(ME, "web-1", "IAM_ROLE", "arn:aws:iam::1:role/x\" injected=\"");

        assertThat(gateway.get(ME, LIST).text()).isEqualTo("by-container");
        RawResponse imds = gateway.get(ME, IMDS + "by-container");
        RawResponse container = gateway.get(ME, CONTAINER);

        assertThat(imds.status()).isEqualTo(200);
        assertThat(json(imds).getString("Code")).isEqualTo("AssumeRoleUnauthorizedAccess");
        assertThat(json(imds).getString("Message")).contains("it can be a name, name@account, path/name or an ARN");
        assertThat(container.status()).isEqualTo(403);
        assertThat(gateway.issuer().calls()).isEmpty();
        assertThat(audit.lines()).hasSize(2).allSatisfy(line -> assertThat(line)
                .contains("outcome=\"role.malformed\"")
                .doesNotContain("injected"));
    }

    @Test
    void refusesAnExternalIdOfAnotherShape() {
        gateway.container(ME, "web-1", "IAM_ROLE", "web", "IAM_EXTERNAL_ID", "a secret?");

        assertThat(json(gateway.get(ME, IMDS + "web")).getString("Code")).isEqualTo("AssumeRoleUnauthorizedAccess");
        assertThat(gateway.get(ME, CONTAINER).status()).isEqualTo(403);
        assertThat(gateway.issuer().calls()).isEmpty();
        assertThat(audit.lines()).hasSize(2).allSatisfy(line -> assertThat(line)
                .contains("outcome=\"role.external_id\"")
                .doesNotContain("secret?"));
    }

    @Test
    void hasNothingForAContainerThatNamesNoRole() {
        gateway.container(ME, "web-1", "PATH", "/bin");

        for (String path : List.of(LIST, IMDS + "web", CONTAINER, CONTAINER + "/by-container")) {
            assertThat(gateway.get(ME, path).status()).isEqualTo(404);
        }
        assertThat(gateway.get(ME, "/latest/meta-data/iam/info").status()).isEqualTo(404);
        assertThat(gateway.get(ME, "/latest/meta-data").text()).doesNotContain("iam/");
        assertThat(json(gateway.get(ME, CONTAINER)).getString("message")).isEqualTo("this caller names no role");
        assertThat(audit.lines()).hasSize(5).allSatisfy(line -> assertThat(line)
                .contains("credential=\"by-container\"")
                .contains("outcome=\"no_role\""));
        assertThat(gateway.issuer().calls()).isEmpty();
    }

    @Test
    void refusalsLeaveNothingBehindForOthers() {
        gateway.container(ME, "web-1", "IAM_ROLE", "web@333333333333").container(SIBLING, "web-2", "IAM_ROLE", "web");

        gateway.get(ME, CONTAINER);

        assertThat(gateway.get(SIBLING, CONTAINER).status()).isEqualTo(200);
        assertThat(gateway.get(ME, CONTAINER).status()).isEqualTo(403);
    }

    @Test
    void containersWithDifferentExternalIdsDoNotShare() {
        gateway.container(ME, "a", "IAM_ROLE", "web", "IAM_EXTERNAL_ID", "one")
                .container(SIBLING, "b", "IAM_ROLE", "web", "IAM_EXTERNAL_ID", "two");

        assertThat(json(gateway.get(ME, CONTAINER)).getString("AccessKeyId")).isEqualTo("ASIAWEB1");
        assertThat(json(gateway.get(SIBLING, CONTAINER)).getString("AccessKeyId"))
                .isEqualTo("ASIAWEB2");
        assertThat(json(gateway.get(ME, CONTAINER)).getString("AccessKeyId")).isEqualTo("ASIAWEB1");
    }

    @Test
    void twoHundredContainersOfOneRoleCostOneCall() {
        gateway.issuer().hold();
        List<RawHttp> waiting = new ArrayList<>();
        for (int i = 2; i < 202; i++) {
            String address = "127.0.1." + i;
            gateway.container(address, "web-" + i, "IAM_ROLE", i % 2 == 0 ? "web" : "web@111111111111");
            waiting.add(gateway.ask(address, CONTAINER));
        }
        gateway.issuer().release();

        waiting.forEach(connection -> {
            assertThat(connection.read().status()).isEqualTo(200);
            connection.close();
        });
        assertThat(gateway.issuer().calls()).hasSize(1);
        assertThat(audit.lines()).hasSize(200).allMatch(line -> line.contains(":role/web\""));
    }

    @Test
    void aHitFindsItsDocumentByTheKeyThatTheCallerIsRememberedWith() {
        gateway.container(ME, "web-1", "IAM_ROLE", "web");
        gateway.get(ME, CONTAINER);

        for (int i = 0; i < 50; i++) {
            assertThat(gateway.get(ME, IMDS + "web").status()).isEqualTo(200);
        }

        assertThat(gateway.issuer().calls()).hasSize(1);
    }

    @Test
    void metricsKnowTheConfiguredNameOnly() {
        gateway.container(ME, "web-1", "IAM_ROLE", "web").container(SIBLING, "db-1", "IAM_ROLE", "db");

        gateway.get(ME, CONTAINER);
        gateway.get(SIBLING, CONTAINER);

        assertThat(gateway.metrics())
                .contains("credence_credential_state{credential=\"by-container\"")
                .doesNotContain("credential=\"web\"")
                .doesNotContain("role/web");
    }
}
