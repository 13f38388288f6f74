package dev.credence.dev;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class GoogleIdentityTest {
    private static final JsonObject STANDARD =
            new JsonObject().put("audience", "https://service").put("includeEmail", false);

    @RegisterExtension
    final RunningDevVault vault = new RunningDevVault();

    @Test
    void makesTokensForTheAudienceThatLastAnHour() {
        JsonObject claims = claims(ask(accessToken(), DevIdentity.GCP_EMAIL, STANDARD));

        assertThat(claims.getString("aud")).isEqualTo("https://service");
        assertThat(claims.getString("iss")).isEqualTo("https://accounts.google.com");
        assertThat(claims.getString("sub")).isNotBlank();
        assertThat(claims.getLong("exp")).isEqualTo(RunningDevVault.START.getEpochSecond() + 3600);
        assertThat(claims.containsKey("email")).isFalse();
    }

    @Test
    void putsTheAddressIntoATokenOnRequest() {
        JsonObject claims =
                claims(ask(accessToken(), DevIdentity.GCP_EMAIL, STANDARD.copy().put("includeEmail", true)));

        assertThat(claims.getString("email")).isEqualTo(DevIdentity.GCP_EMAIL);
        assertThat(claims.getBoolean("email_verified")).isTrue();
    }

    @Test
    void refusesTokensThatItDidNotIssueOrThatHaveEnded() {
        assertThat(ask("ya29.other", DevIdentity.GCP_EMAIL, STANDARD).status()).isEqualTo(401);
        assertThat(ask(RunningDevVault.TOKEN, DevIdentity.GCP_EMAIL, STANDARD).status())
                .isEqualTo(401);
        String token = accessToken();
        vault.advance(Duration.ofMinutes(15));

        assertThat(ask(token, DevIdentity.GCP_EMAIL, STANDARD).status()).isEqualTo(401);
    }

    @Test
    void refusesInGooglesForm() {
        RunningDevVault.Answer absent = ask(accessToken(), "other@example.com", STANDARD);

        assertThat(absent.status()).isEqualTo(404);
        assertThat(absent.json().getJsonObject("error").getString("status")).isEqualTo("NOT_FOUND");
        assertThat(ask(accessToken(), DevIdentity.GCP_EMAIL, new JsonObject()).status())
                .isEqualTo(400);
    }

    private String accessToken() {
        return vault.get("gcp/roleset/dev/token").data().getString("token");
    }

    private RunningDevVault.Answer ask(String bearer, String email, JsonObject body) {
        return vault.send(vault.request("/v1/projects/-/serviceAccounts/" + email + ":generateIdToken")
                .header("Authorization", "Bearer " + bearer)
                .POST(HttpRequest.BodyPublishers.ofString(body.encode())));
    }

    private static JsonObject claims(RunningDevVault.Answer answer) {
        assertThat(answer.status()).isEqualTo(200);
        String payload = answer.json().getString("token").split("\\.", -1)[1];
        return new JsonObject(new String(Base64.getUrlDecoder().decode(payload), StandardCharsets.UTF_8));
    }
}
