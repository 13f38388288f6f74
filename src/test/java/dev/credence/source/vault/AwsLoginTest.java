package dev.credence.source.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.config.VaultAuth;
import dev.credence.credential.Outcome;
import dev.credence.testing.FakeReply;
import dev.credence.testing.FakeTime;
import dev.credence.testing.FakeVault;
import dev.credence.testing.FakeWeb;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Logins with an AWS identity: the request to STS that is signed here and sent by Vault. */
class AwsLoginTest extends VaultTest {
    private static final String SECRET_KEY = FakeVault.CANARY + "-secret-key";
    private static final String SESSION = FakeVault.CANARY + "-session";
    private static final String BODY = "Action=GetCallerIdentity&Version=2011-06-15";

    private static final List<String> WEB_IDENTITY = List.of(
            "aws.webIdentityTokenFile", "aws.roleArn", "aws.roleSessionName", "aws.region", "aws.endpointUrlSts");
    private static final String ASSUMED = """
            <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
              <AssumeRoleWithWebIdentityResult>
                <AssumedRoleUser>
                  <Arn>arn:aws:sts::123456789012:assumed-role/gateway/gateway</Arn>
                  <AssumedRoleId>AROATEST:gateway</AssumedRoleId>
                </AssumedRoleUser>
                <Credentials>
                  <AccessKeyId>ASIATEST</AccessKeyId>
                  <SecretAccessKey>%s</SecretAccessKey>
                  <SessionToken>%s</SessionToken>
                  <Expiration>2099-01-01T00:00:00Z</Expiration>
                </Credentials>
              </AssumeRoleWithWebIdentityResult>
            </AssumeRoleWithWebIdentityResponse>
            """.formatted(SECRET_KEY, SESSION);

    @BeforeEach
    void giveCredentials() {
        System.setProperty("aws.accessKeyId", "AKIATEST");
        System.setProperty("aws.secretAccessKey", SECRET_KEY);
        vault.logins().at("auth/aws/login");
        gateway.time(new FakeTime());
    }

    @AfterEach
    void takeThemAway() {
        List.of("aws.accessKeyId", "aws.secretAccessKey", "aws.sessionToken").forEach(System::clearProperty);
        WEB_IDENTITY.forEach(System::clearProperty);
    }

    @ParameterizedTest
    @CsvSource({
        ", https://sts.amazonaws.com/, us-east-1",
        "eu-west-1, https://sts.eu-west-1.amazonaws.com/, eu-west-1",
        "cn-north-1, https://sts.cn-north-1.amazonaws.com.cn/, cn-north-1"
    })
    void signsARequestForTheStsThatVaultAsks(String region, String url, String signedFor) throws Exception {
        assertThat(gateway.auth(aws(Optional.of("app"), Optional.of("vault.example"), Optional.ofNullable(region)))
                        .issue())
                .isInstanceOf(Outcome.Issued.class);

        JsonObject body = body();
        assertThat(body.getString("role")).isEqualTo("app");
        assertThat(body.getString("iam_http_request_method")).isEqualTo("POST");
        assertThat(decode(body.getString("iam_request_url"))).isEqualTo(url);
        assertThat(decode(body.getString("iam_request_body"))).isEqualTo(BODY);
        Map<String, String> headers = headers(body);
        assertThat(headers)
                .containsEntry("x-vault-aws-iam-server-id", "vault.example")
                .containsEntry("content-type", "application/x-www-form-urlencoded; charset=utf-8")
                .containsEntry("x-amz-date", "20260301T100000Z");
        assertThat(headers.get("authorization"))
                .startsWith("AWS4-HMAC-SHA256 Credential=AKIATEST/20260301/" + signedFor + "/sts/aws4_request")
                .contains("x-vault-aws-iam-server-id")
                .endsWith("Signature=" + signature(headers, URI.create(url).getHost(), signedFor));
    }

    @Test
    void leavesRoleAndServerIdOutWhenThereAreNone() {
        gateway.auth(aws(Optional.empty(), Optional.empty(), Optional.empty())).issue();

        assertThat(body().containsKey("role")).isFalse();
        assertThat(headers(body())).doesNotContainKey("x-vault-aws-iam-server-id");
    }

    @Test
    void sendsTheSessionTokenOfTemporaryCredentialsAndNeverTheSecretKey() {
        System.setProperty("aws.sessionToken", SESSION);

        gateway.auth(aws(Optional.of("app"), Optional.empty(), Optional.empty()))
                .issue();

        assertThat(headers(body())).containsEntry("x-amz-security-token", SESSION);
        assertThat(vault.requests().get(0).body() + headers(body())).doesNotContain(SECRET_KEY);
    }

    @Test
    void masksWhatItShowed() {
        System.setProperty("aws.sessionToken", SESSION);
        vault.always(request -> {
            JsonObject shown = new JsonObject(vault.requests().get(0).body());
            FakeReply.error(400, "bad headers " + shown.getString("iam_request_headers"))
                    .to(request);
        });

        assertThat(gateway.auth(aws(Optional.of("app"), Optional.empty(), Optional.empty()))
                        .failure()
                        .message())
                .contains("bad headers ***");
    }

    @Test
    void exchangesTheWebIdentityOfAPodAtSts(@TempDir Path folder) throws Exception {
        List.of("aws.accessKeyId", "aws.secretAccessKey").forEach(System::clearProperty);
        try (FakeWeb sts = new FakeWeb(gateway.vertx, asked -> FakeReply.of(200, ASSUMED))) {
            Path token = Files.writeString(folder.resolve("token"), "web-identity-token");
            System.setProperty("aws.webIdentityTokenFile", token.toString());
            System.setProperty("aws.roleArn", "arn:aws:iam::123456789012:role/gateway");
            System.setProperty("aws.roleSessionName", "gateway");
            System.setProperty("aws.region", "eu-west-1");
            System.setProperty("aws.endpointUrlSts", sts.address().toString());

            assertThat(gateway.auth(aws(Optional.of("app"), Optional.empty(), Optional.empty()))
                            .issue())
                    .isInstanceOf(Outcome.Issued.class);

            assertThat(sts.requests()).hasSize(1);
            assertThat(sts.requests().get(0).body())
                    .contains("Action=AssumeRoleWithWebIdentity")
                    .contains("WebIdentityToken=web-identity-token")
                    .contains("RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fgateway");
            assertThat(headers(body()))
                    .containsEntry("x-amz-security-token", SESSION)
                    .hasEntrySatisfying("authorization", signed -> assertThat(signed)
                            .startsWith("AWS4-HMAC-SHA256 Credential=ASIATEST/20260301/"));
        }
    }

    private static VaultAuth aws(Optional<String> role, Optional<String> serverId, Optional<String> region) {
        return new VaultAuth.Aws("aws", role, serverId, region);
    }

    private JsonObject body() {
        assertThat(vault.requests().get(0).path()).isEqualTo("/v1/auth/aws/login");
        return new JsonObject(vault.requests().get(0).body());
    }

    private static Map<String, String> headers(JsonObject body) {
        Map<String, String> headers = new TreeMap<>();
        new JsonObject(decode(body.getString("iam_request_headers")))
                .forEach(header -> headers.put(
                        header.getKey().toLowerCase(Locale.ROOT), ((JsonArray) header.getValue()).getString(0)));
        return headers;
    }

    /** As AWS calculates it from what Vault sends (Signature Version 4). */
    private static String signature(Map<String, String> headers, String host, String region)
            throws GeneralSecurityException {
        headers.put("host", host);
        String names = headers.get("authorization").replaceAll(".*SignedHeaders=([^,]*),.*", "$1");
        StringBuilder canonical = new StringBuilder("POST\n/\n\n");
        for (String name : names.split(";")) {
            canonical.append(name).append(':').append(headers.get(name)).append('\n');
        }
        canonical.append('\n').append(names).append('\n').append(sha256(BODY));
        String scope = "20260301/" + region + "/sts/aws4_request";
        byte[] key = ("AWS4" + SECRET_KEY).getBytes(StandardCharsets.UTF_8);
        for (String part : scope.split("/")) {
            key = hmac(key, part);
        }
        return HexFormat.of()
                .formatHex(hmac(
                        key, "AWS4-HMAC-SHA256\n20260301T100000Z\n" + scope + '\n' + sha256(canonical.toString())));
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String sha256(String text) throws GeneralSecurityException {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String decode(String base64) {
        return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    }
}
