package dev.credence.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.credence.testing.CredenceJar;
import dev.credence.testing.FakeContainer;
import dev.credence.testing.FakeNodeMetadata;
import dev.credence.testing.FreePort;
import dev.credence.testing.GatewayProcess;
import dev.credence.testing.Http;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What {@code credence import} prints serves those that the other gateway served. */
@Tag("real")
class ImportedIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String ROLES = "/latest/meta-data/iam/security-credentials/";
    private static final Pattern UPSTREAM = Pattern.compile("upstream +(http://\\S+),");

    @RegisterExtension
    private final Rig rig = new Rig();

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void end() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void theContainersOfAMetadataProxyHaveTheirRolesAndTheRegionOfTheNode() throws IOException {
        var moto = rig.moto("orders", "base");
        var docker = rig.docker("127.0.0.0/24");
        docker.run(FakeContainer.of("orders", "127.0.0.51").with("IAM_ROLE", "orders"));
        docker.run(FakeContainer.of("plain", "127.0.0.52").without("IAM_ROLE"));
        var node = new FakeNodeMetadata(vertx)
                .at("/latest/meta-data/placement/availability-zone/", "eu-west-1b")
                .at(ROLES, "node")
                .at(ROLES + "node", "{\"AccessKeyId\": \"of-the-node\"}");
        int port = FreePort.next();
        var gateway = imported(
                "metadataproxy",
                """
                HOST=127.0.0.1
                PORT=%d
                DEFAULT_ROLE=base
                DEFAULT_ACCOUNT_ID=%s
                DOCKER_URL=%s
                METADATA_URL=%s
                AWS_REGION=us-east-1
                """.formatted(port, Moto.ACCOUNT, docker.address(), node.address()),
                port,
                moto.asSts());
        moto.recording();

        assertThat(rig.identityAt("127.0.0.51", gateway, moto).arn())
                .isEqualTo("arn:aws:sts::" + Moto.ACCOUNT + ":assumed-role/orders/go-metadataproxy");
        assertThat(rig.identityAt("127.0.0.52", gateway, moto).arn())
                .isEqualTo("arn:aws:sts::" + Moto.ACCOUNT + ":assumed-role/base/go-metadataproxy");
        assertThat(rig.python("container.py", Workload.environment(gateway), "127.0.0.51", "region")
                        .strip())
                .isEqualTo("eu-west-1");

        assertThat(moto.assumed()).hasSize(2);
        assertThat(node.reads())
                .extracting(request -> request.path())
                .contains("/latest/meta-data/placement/availability-zone/")
                .noneMatch(path -> path.contains("/iam/"));
    }

    @Test
    void alppacasClientsFindTheRolesThatTheServiceBehindLists() throws IOException {
        var upstream = upstream();
        int port = FreePort.next();
        var gateway =
                imported("alppaca", alppaca(upstream, port), port, Map.of()).ready();

        var listed = behind(upstream, ROLES);
        assertThat(gateway.workloads().get(ROLES).body()).isEqualTo(listed);
        for (var role : listed.lines().toList()) {
            var document = new JsonObject(gateway.workloads().get(ROLES + role).body());
            rig.secret(document.getString("SecretAccessKey"));
            assertThat(document.getString("Code")).isEqualTo("Success");
            assertThat(document.getString("AccessKeyId")).startsWith("ASIA");
        }
        assertThat(gateway.ops("/metrics").body())
                .as("each was fetched once, before anyone asked")
                .contains("operation=\"credentials\",outcome=\"ok\"} "
                        + listed.lines().count() + ".0");
    }

    @Test
    void alppacasClientsAreTheRoleThatIsAssumedWithTheFirstOneThatTheServiceLists() throws IOException {
        var moto = rig.moto("demo");
        int port = FreePort.next();
        var settings = alppaca(upstream(), port) + "assume_role: arn:aws:iam::" + Moto.ACCOUNT
                + ":role/demo\naws_region: us-east-1\n";
        var gateway = imported("alppaca", settings, port, moto.asSts()).ready();

        assertThat(rig.identityAt("127.0.0.1", gateway, moto).arn())
                .startsWith("arn:aws:sts::" + Moto.ACCOUNT + ":assumed-role/demo/");
    }

    /** A metadata service with several roles. */
    private URI upstream() {
        var development = rig.dev().ready();
        await("its address").atMost(PATIENCE).until(() -> UPSTREAM.matcher(development.stdout())
                .find());
        return UPSTREAM.matcher(development.stdout())
                .results()
                .map(found -> URI.create(found.group(1)))
                .findFirst()
                .orElseThrow();
    }

    private static String alppaca(URI upstream, int port) {
        return """
                ims_host: %s
                ims_port: %d
                ims_protocol: http
                bind_ip: 127.0.0.1
                bind_port: %d
                log_level: info
                """.formatted(upstream.getHost(), upstream.getPort(), port);
    }

    private static String behind(URI upstream, String path) {
        var service = new Http(upstream.getPort());
        var token = service.send("PUT", "/latest/api/token", "", "X-aws-ec2-metadata-token-ttl-seconds", "60");
        return service.get(path, "X-aws-ec2-metadata-token", token.body()).body();
    }

    /** A gateway with just what {@code credence import} printed, but for its operators and its patience. */
    private GatewayProcess imported(String from, String settings, int port, Map<String, String> environment)
            throws IOException {
        var theirs = Files.writeString(rig.folder().resolve("theirs.yaml"), settings);
        var said = CredenceJar.run(rig.folder(), "import", from, theirs.toString());
        assertThat(said.exitCode()).as(said.err()).isZero();
        var ours = Files.writeString(rig.folder().resolve("imported.yaml"), said.out());
        int opsPort = FreePort.next();
        var variables = new HashMap<>(environment);
        variables.put("CREDENCE_OPS_ADDRESS", "127.0.0.1:" + opsPort);
        // A call that hangs for four times that is given up and made again, and then calls could not be counted.
        variables.put("CREDENCE_REFRESH_WAIT", "10s");
        return rig.serve(new Rig.Configured(ours, port, opsPort), variables);
    }
}
