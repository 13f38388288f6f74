package dev.credence.provider.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.testing.FakeNodeMetadata;
import dev.credence.testing.FakeReply;
import dev.credence.testing.RawHttp;
import dev.credence.testing.RawResponse;
import dev.credence.testing.TestGateway;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ways in which proxies are talked into giving the node's own credentials away. */
@Timeout(60)
class PassthroughBypassTest {
    private static final String OWN = "the-nodes-own";

    private static final List<String> PATHS = List.of(
            "/latest/meta-data/iam/security-credentials",
            "/latest/meta-data/iam/security-credentials/",
            "/latest/meta-data/iam/security-credentials/node",
            "/2018-09-24/meta-data/iam/security-credentials/node",
            "/1.0/meta-data/iam/security-credentials/node",
            "/latest/meta-data/iam/security-credentials-extended/node",
            "/latest/meta-data/iam/security-credentials2/node",
            "/latest/meta-data/iam/",
            "/latest/meta-data/iam/info",
            "/latest/meta-data/iam/other",
            "/latest/meta-data/identity-credentials/ec2/security-credentials/ec2-instance",
            "/latest/meta-data/identity-credentials/ec2/info",
            "/latest/api/token",
            "/latest/api/",
            "/latest/API/token",
            "//latest//meta-data//iam//security-credentials//node",
            "/latest/./meta-data/iam/security-credentials/node",
            "/latest/meta-data/../meta-data/iam/security-credentials/node",
            "/latest/user-data/../meta-data/iam/security-credentials/node",
            "/latest/meta-data/%2e%2e/meta-data/iam/security-credentials/node",
            "/latest/meta-data/placement/%2E%2E/iam/security-credentials/node",
            "/latest/meta-data%2Fiam%2Fsecurity-credentials%2Fnode",
            "/latest/meta-data/i%61m/security-credentials/node",
            "/latest/meta-data/iam%2fsecurity-credentials/node",
            "/latest/meta-data/%69%61%6d/security-%63redentials/node",
            "/latest/meta-data/i%2561m/security-credentials/node",
            "/latest/meta-data/%252e%252e/x",
            "/latest/meta-data/iam%252fsecurity-credentials/node",
            "/latest/meta-data/IAM/Security-Credentials/node",
            "/latest/meta-data/iam./security-credentials/node",
            "/latest/meta-data/iam;x=1/security-credentials/node",
            "/latest/meta-data;/iam/security-credentials/node",
            "/latest/meta-data/ami-id;/../iam/x",
            "/latest/meta-data\\iam\\security-credentials\\node",
            "/latest/meta-data/ami-id%3F/../iam",
            "/latest/meta-data/ami-id%23",
            "/latest/meta-data/ami-id%00",
            "/latest/meta-data/ami-id%20HTTP/1.1",
            "/latest/meta-data/%C4%B1am/x",
            "/latest/meta-data/iam%20/x",
            "/latest/dynamic/instance-identity/pkcs7",
            "/latest/dynamic/instance-identity/rsa2048",
            "/latest/dynamic/instance-identity/signature",
            "/latest/dynamic/Instance-Identity/Signature",
            "/lates/meta-data/ami-id",
            "/LATEST/meta-data/ami-id",
            "/v1/credentials",
            "/v2/credentials/node",
            "/computeMetadata/v1/instance/",
            "/metadata/instance",
            "/.well-known/x",
            "/");

    private final Vertx vertx = Vertx.vertx();
    private final FakeNodeMetadata imds = new FakeNodeMetadata(vertx);

    @TempDir
    private Path folder;

    private TestGateway gateway;

    @BeforeEach
    void start() {
        imds.web().always(FakeReply.of(200, OWN));
        gateway = TestGateway.start(folder, """
                credentials: {app: {provider: aws, role: app}}
                providers: {aws: {imds-v1: true, passthrough: {address: "%s", allow: ['*']}}}
                refresh: {wait: 8s}
                """.formatted(imds.address()));
    }

    @AfterEach
    void stop() {
        gateway.close();
        imds.close();
        vertx.close().await();
    }

    @Test
    void neitherCredentialsNorWhatMayMeanThemElsewhereAreHandedOn() {
        assertThat(PATHS).allSatisfy(path -> {
            for (String method : List.of("GET", "HEAD", "PUT", "POST", "DELETE")) {
                RawResponse answer = ask(method, path);

                assertThat(imds.web().requests()).isEmpty();
                assertThat(answer.text()).doesNotContain(OWN);
            }
        });
        assertThat(ask("GET", "/latest/user-data").text()).isEqualTo(OWN);
    }

    /** A path that is harmless before the question mark stays so behind it. */
    @Test
    void queriesAndFragmentsDoNotMoveThePath() {
        ask("GET", "/latest/user-data?/../meta-data/iam/security-credentials/node");
        ask("GET", "/latest/user-data#/../meta-data/iam/security-credentials/node");
        ask("GET", "http://169.254.169.254/latest/meta-data/iam/security-credentials/node");

        assertThat(imds.reads()).allMatch(read -> read.path().equals("/latest/user-data"));
    }

    private RawResponse ask(String method, String path) {
        return RawHttp.exchange(gateway.port(), method, path);
    }
}
