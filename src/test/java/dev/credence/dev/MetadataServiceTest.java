package dev.credence.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetadataServiceTest {
    private static final String ROLES = "/latest/meta-data/iam/security-credentials/";

    @RegisterExtension
    final RunningDevVault vault = new RunningDevVault();

    @Test
    void listsItsRolesAndGivesFreshCredentialsOfEach() {
        String token = token("21600").text();

        assertThat(get(ROLES, token).text().lines()).containsExactlyElementsOf(DevIdentity.METADATA_ROLES);
        for (String role : DevIdentity.METADATA_ROLES) {
            RunningDevVault.Answer one = get(ROLES + role, token);
            assertThat(one.json().getString("Code")).isEqualTo("Success");
            assertThat(one.json().getString("AccessKeyId")).matches("ASIA[A-Z2-7]{16}");
            assertThat(Instant.parse(one.json().getString("Expiration")))
                    .isEqualTo(RunningDevVault.START.plus(RunningDevVault.TTL));
            assertThat(get(ROLES + role, token).text()).isNotEqualTo(one.text());
        }
        assertThat(get(ROLES + "other", token).status()).isEqualTo(404);
    }

    @Test
    void wantsASessionTokenThatHasNotEnded() {
        RunningDevVault.Answer token = token("60");

        assertThat(token.raw().headers().firstValue("X-Aws-Ec2-Metadata-Token-Ttl-Seconds"))
                .contains("60");
        assertThat(get(ROLES, "other").status()).isEqualTo(401);
        assertThat(get(ROLES, token.text()).status()).isEqualTo(200);
        vault.advance(Duration.ofSeconds(60));
        assertThat(get(ROLES, token.text()).status()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "21601", "x", "999999999999"})
    void givesNoTokenForALifeThatItDoesNotKnow(String life) {
        assertThat(token(life).status()).isEqualTo(400);
    }

    @Test
    void givesNoTokenToWhoeverWasForwarded() {
        assertThat(vault.send(put("60").header("X-Forwarded-For", "10.0.0.1")).status())
                .isEqualTo(403);
    }

    @Test
    void forgetsTheOldestOfManyTokens() {
        String first = token("21600").text();
        for (int i = 0; i < 999; i++) {
            token("21600");
        }
        assertThat(get(ROLES, first).status()).isEqualTo(200);
        token("21600");

        assertThat(get(ROLES, first).status()).isEqualTo(401);
    }

    @Test
    void knowsNothingElse() {
        assertThat(get("/latest/user-data", token("60").text()).status()).isEqualTo(404);
        assertThat(vault.send(vault.request("/latest/api/token").GET()).status())
                .isEqualTo(405);
        assertThat(vault.send(vault.request(ROLES).PUT(BodyPublishers.noBody())).status())
                .isEqualTo(405);
    }

    private RunningDevVault.Answer token(String life) {
        return vault.send(put(life));
    }

    private HttpRequest.Builder put(String life) {
        return vault.request("/latest/api/token")
                .header("X-aws-ec2-metadata-token-ttl-seconds", life)
                .PUT(BodyPublishers.noBody());
    }

    private RunningDevVault.Answer get(String path, String token) {
        return vault.send(
                vault.request(path).header("X-aws-ec2-metadata-token", token).GET());
    }
}
