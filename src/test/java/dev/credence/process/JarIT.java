package dev.credence.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.testing.CredenceJar;
import dev.credence.testing.FakeSts;
import dev.credence.testing.FakeWeb;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** That the fat jar is whole although the build leaves parts of libraries out of it. */
class JarIT {
    /** What the jar holds: whatever is named of it must be there. Other names are of things that were never there. */
    private static final Pattern OURS = Pattern.compile("(dev\\.credence|ch\\.qos\\.logback|com\\.github\\.benmanes"
            + "|com\\.fasterxml\\.jackson\\.(annotation|core|databind)|de\\.siegmar|net\\.logstash|io\\.github\\.resilience4j|io\\.micrometer\\.(common|core|observation)"
            + "|io\\.prometheus\\.metrics\\.(config|core|expositionformats|model)|io\\.vertx\\.(config|core|micrometer)"
            + "|org\\.HdrHistogram|org\\.LatencyUtils|org\\.apache\\.hc|org\\.yaml|picocli"
            + "|software\\.amazon\\.(awssdk\\.(?!crt)|eventstream))\\..*");

    private static final Pattern MISSING = Pattern.compile("-> (\\S+) +not found");
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @RegisterExtension
    private final Site site = new Site();

    @Test
    void whatIsLeftOutIsNamedNowhere() {
        StringWriter found = new StringWriter();
        int status = ToolProvider.findFirst("jdeps")
                .orElseThrow()
                .run(
                        new PrintWriter(found),
                        new PrintWriter(System.err),
                        "--multi-release",
                        "base",
                        "--missing-deps",
                        CredenceJar.path().toString());

        assertThat(status).isZero();
        List<String> missing = MISSING.matcher(found.toString())
                .results()
                .map(line -> line.group(1))
                .toList();
        assertThat(missing).anyMatch(name -> name.startsWith("io.netty.internal.tcnative"));
        assertThat(missing).noneMatch(OURS.asMatchPredicate());
    }

    @Test
    void itsLicenceAndNoticeLieInside() throws Exception {
        try (JarFile jar = new JarFile(CredenceJar.path().toFile())) {
            assertThat(text(jar, "META-INF/LICENSE")).contains("Apache License");
            assertThat(text(jar, "META-INF/NOTICE")).contains("The Credence authors", "Jackson", "Micrometer");
        }
    }

    /** The one question that AWS's SDK asks over a connection of its own, with a client that it finds by name. */
    @Test
    void theWebIdentityOfAPodIsExchanged() {
        Vertx vertx = Vertx.vertx();
        try (FakeWeb sts = new FakeWeb(vertx, new FakeSts(Instant.parse("2099-01-01T00:00:00Z")))) {
            Path configuration = site.configure("""
                      sts: {type: sts, region: eu-west-1, endpoint: "%s"}
                    credentials: {app: {provider: aws, backend: sts, role: "arn:aws:iam::123456789012:role/app"}}
                    """.formatted(sts.address()));
            Map<String, String> pod = Map.of(
                    "AWS_WEB_IDENTITY_TOKEN_FILE",
                    site.write("pod.token", "header.body.signature").toString(),
                    "AWS_ROLE_ARN",
                    "arn:aws:iam::123456789012:role/gateway",
                    "AWS_REGION",
                    "eu-west-1",
                    "AWS_ENDPOINT_URL_STS",
                    sts.address().toString(),
                    "AWS_EC2_METADATA_DISABLED",
                    "true");

            try (var doctor = CredenceJar.start(
                    site.folder(),
                    pod,
                    List.of(
                            "doctor",
                            "-c",
                            configuration.toString(),
                            "--metadata-address",
                            "127.0.0.1:" + site.port()))) {
                doctor.exitCodeWithin(PATIENCE);

                assertThat(doctor.stdout())
                        .contains("STS answers; the default chain makes us arn:aws:iam::123456789012:user/ASIAFAKE1");
            }
        } finally {
            vertx.close();
        }
    }

    private static String text(JarFile jar, String name) throws Exception {
        try (var content = jar.getInputStream(jar.getEntry(name))) {
            return new String(content.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        }
    }
}
