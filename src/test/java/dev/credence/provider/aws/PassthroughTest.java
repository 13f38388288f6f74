package dev.credence.provider.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.testing.FakeNodeMetadata;
import dev.credence.testing.FakeReply;
import dev.credence.testing.FakeRequest;
import dev.credence.testing.RawHttp;
import dev.credence.testing.RawResponse;
import dev.credence.testing.TestGateway;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a workload gets of the node's own metadata service, and what that service gets to see. */
@Timeout(60)
class PassthroughTest {
    private static final String AMI = "/latest/meta-data/ami-id";

    private final Vertx vertx = Vertx.vertx();
    private final FakeNodeMetadata imds = new FakeNodeMetadata(vertx);

    @TempDir
    private Path folder;

    private TestGateway gateway;

    @BeforeEach
    void fill() {
        imds.at(AMI, "ami-real").at("/latest/meta-data/", "ami-id\niam/\nplacement/");
    }

    @AfterEach
    void stop() {
        gateway.close();
        imds.close();
        vertx.close().await();
    }

    @Test
    void handsOnWhatIsListedAndTheAnswerAsItIs() {
        byte[] bytes = {0, 1, (byte) 0xff, '\r', '\n', (byte) 0x80};
        imds.at("/latest/user-data", request -> request.response()
                .putHeader("Content-Type", "application/octet-stream")
                .putHeader("ETag", "\"7\"")
                .putHeader("Last-Modified", "Sun, 01 Mar 2026 09:00:00 GMT")
                .putHeader("Connection", "close, X-Hop")
                .putHeader("X-Hop", "1")
                .end(Buffer.buffer(bytes)));
        start("'*'");

        RawResponse answer = gateway.getWithToken("/latest/user-data");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(bytes);
        assertThat(headers(answer))
                .containsEntry("content-type", "application/octet-stream")
                .containsEntry("etag", "\"7\"")
                .containsEntry("last-modified", "Sun, 01 Mar 2026 09:00:00 GMT")
                .containsEntry("content-length", "6")
                .containsEntry("x-aws-ec2-metadata-token-ttl-seconds", "21600")
                .doesNotContainKeys("x-hop", "connection", "transfer-encoding");
    }

    @Test
    void aStatusOfTheRealServiceIsTheAnswer() {
        start("'*'");

        RawResponse missing = gateway.getWithToken("/latest/meta-data/spot/instance-action");

        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.text()).isEqualTo("real 404");
    }

    @Test
    void chunkedAnswersGetALength() {
        imds.at(AMI, request -> {
            request.response().setChunked(true).write("ami-");
            request.response().end("chunked");
        });
        start("'*'");

        RawResponse answer = gateway.getWithToken(AMI);

        assertThat(answer.text()).isEqualTo("ami-chunked");
        assertThat(headers(answer)).doesNotContainKey("transfer-encoding");
    }

    @Test
    void headIsHandedOnAsHead() {
        imds.at(
                AMI,
                request -> request.response().putHeader("Content-Length", "8").end());
        start("'*'");

        RawResponse answer = RawHttp.exchange(gateway.port(), "HEAD", AMI, token());

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Length")).isEqualTo("8");
        assertThat(imds.reads()).extracting(FakeRequest::method).containsExactly("HEAD");
    }

    @Test
    void theCallersSecretsStayHereAndTheGatewayShowsItsOwnSession() {
        start("'*'");

        RawResponse answer = gateway.get(
                AMI + "/?a=b%20c&d",
                token(),
                "User-Agent: agent/1",
                "If-None-Match: \"7\"",
                "Authorization: workload-secret",
                "X-Container-Id: 0123",
                "Cookie: c=1",
                "X-Original-URL: /latest/meta-data/iam/security-credentials/node",
                "X-Rewrite-URL: /latest/meta-data/iam/security-credentials/node",
                "X-HTTP-Method-Override: PUT",
                "Connection: X-Hop",
                "X-Hop: 1");

        assertThat(answer.status()).isEqualTo(404);
        FakeRequest seen = imds.reads().get(0);
        assertThat(seen.path()).isEqualTo(AMI + "/");
        assertThat(seen.query()).containsExactly(Map.entry("a", "b c"), Map.entry("d", ""));
        assertThat(seen.headers().keySet())
                .containsExactlyInAnyOrder(
                        "host", "user-agent", "if-none-match", "x-aws-ec2-metadata-token", "x-credence-via");
        assertThat(seen.header("x-aws-ec2-metadata-token").orElseThrow()).startsWith("node-token-1");
        assertThat(seen.header("host")).contains(imds.address().getAuthority());
    }

    @Test
    void withoutASessionHereNothingIsAskedThere() {
        start("'*'");

        assertThat(gateway.get(AMI).status()).isEqualTo(401);
        assertThat(gateway.get(AMI, "X-aws-ec2-metadata-token: node-token-1").status())
                .isEqualTo(401);
        assertThat(gateway.get(AMI, token(), "X-Forwarded-For: 10.0.0.1").status())
                .isEqualTo(403);
        assertThat(RawHttp.exchange(gateway.port(), "DELETE", AMI, token()).status())
                .isEqualTo(403);
        assertThat(imds.web().requests()).isEmpty();
    }

    @Test
    void whatIsNotListedIsNotHandedOn() {
        start("/latest/meta-data/placement/*");

        assertThat(gateway.getWithToken(AMI).status()).isEqualTo(404);
        assertThat(gateway.getWithToken("/latest/user-data").status()).isEqualTo(404);
        assertThat(gateway.getWithToken("/").status()).isEqualTo(200);
        assertThat(imds.web().requests()).isEmpty();
    }

    @Test
    void whatTheConfigurationSaysWinsOverWhatIsOnlyMadeUp() {
        imds.at("/latest/meta-data/events/maintenance/scheduled", "[{}]").at("/latest/meta-data/instance-id", "i-real");
        start("'*'", "instance: {aws: {instance-id: i-configured}}");

        assertThat(gateway.getWithToken("/latest/meta-data/instance-id").text()).isEqualTo("i-configured");
        assertThat(gateway.getWithToken("/latest/meta-data/events/maintenance/scheduled")
                        .text())
                .isEqualTo("[{}]");
        assertThat(gateway.getWithToken("/latest/meta-data/").text()).isEqualTo("ami-id\niam/\nplacement/");
        assertThat(gateway.getWithToken("/latest/meta-data/iam").text()).isEqualTo("info\nsecurity-credentials/");
        assertThat(gateway.getWithToken("/latest/meta-data/iam/security-credentials/")
                        .text())
                .isEqualTo("app");
    }

    @Test
    void aRedirectWithinTheServiceStaysHere() {
        imds.at("/latest", FakeReply.redirect(301, imds.address() + "/latest/?x"))
                .at("/2018-09-24", FakeReply.redirect(301, "/2018-09-24/"))
                .at("/2019-10-01", FakeReply.redirect(302, "http://127.0.0.2/latest"));
        start("'*'");

        assertThat(gateway.getWithToken("/latest").header("Location")).isEqualTo("/latest/?x");
        assertThat(gateway.getWithToken("/2018-09-24").header("Location")).isEqualTo("/2018-09-24/");
        assertThat(gateway.getWithToken("/2019-10-01").status()).isEqualTo(503);
    }

    @Test
    void anotherAddressBeginsAnotherSession() {
        try (FakeNodeMetadata other = new FakeNodeMetadata(vertx)) {
            other.at(AMI, "ami-other");
            start("'*'");
            assertThat(gateway.getWithToken(AMI).text()).isEqualTo("ami-real");

            gateway.reload(yaml("'*'", other, ""));

            assertThat(gateway.getWithToken(AMI).text()).isEqualTo("ami-other");
            assertThat(other.tokensAsked()).isEqualTo(1);
            gateway.reload(yaml("", other, ""));
            assertThat(gateway.getWithToken(AMI).status()).isEqualTo(404);
        }
    }

    @Test
    void signaturesPassWhereTheyAreListedByName() {
        imds.at("/latest/dynamic/instance-identity/pkcs7", "MIA")
                .at("/latest/dynamic/instance-identity/document", "{}");
        start("/latest/dynamic/instance-identity/*");

        assertThat(gateway.getWithToken("/latest/dynamic/instance-identity/pkcs7")
                        .text())
                .isEqualTo("MIA");
        assertThat(gateway.getWithToken("/latest/dynamic/instance-identity/document")
                        .text())
                .isEqualTo("{}");
        assertThat(gateway.getWithToken(AMI).status()).isEqualTo(404);
    }

    private void start(String allow, String... more) {
        gateway = TestGateway.start(folder, yaml(allow, imds, String.join("\n", more)));
    }

    private String token() {
        return "X-aws-ec2-metadata-token: " + gateway.token();
    }

    private static String yaml(String allow, FakeNodeMetadata real, String more) {
        return """
                credentials: {app: {provider: aws, role: app}}
                providers: {aws: {passthrough: {address: "%s", allow: [%s]}}}
                refresh: {wait: 8s}
                %s
                """.formatted(real.address(), allow, more);
    }

    private static Map<String, String> headers(RawResponse answer) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        answer.headers()
                .forEach(header -> headers.put(header.name().toLowerCase(java.util.Locale.ROOT), header.value()));
        return headers;
    }
}
