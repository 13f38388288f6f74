package dev.credence.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ImportCommandTest {
    private static final String ATTACHE = """
            server:
              bind_address: 127.0.0.1:8080
              graceful_timeout: 1m30s
              rate_limit: "100:200"
            provider: aws
            region: us-east-1
            zone: us-east-1a
            aws_vault_mount_path: cloud-iam/aws/012345678901
            iam_role: my-role
            imds_v1_allowed: true
            gcp_vault_mount_path: cloud-iam/gcp/sandbox
            gcp_project_ids:
                cloud-iam/gcp/sandbox: "012345678901"
                cloud-iam/gcp/other: "2"
            azure_vault_mount_path: cloud-iam/azure/my-azure-role
            novelty: 1
            """;

    @TempDir
    private Path folder;

    @Test
    void attacheBecomesOneCredentialForEachCloudThatItServed() throws IOException {
        Run run = imported("attache", ATTACHE);

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.lines())
                .contains(
                        "  - address: \"127.0.0.1:8080\"",
                        "  aws: {provider: aws, mount: \"cloud-iam/aws/012345678901\", role: \"my-role\"}",
                        "  gcp: {provider: gcp, mount: \"cloud-iam/gcp/sandbox\", role: \"my-role\", kind: auto}",
                        "  azure: {provider: azure, mount: \"cloud-iam/azure/my-azure-role\", role: \"my-role\", kind: token}",
                        "  - {match: any, credentials: [aws, gcp, azure]}",
                        "  aws: {imds-v1: true}",
                        "  aws: {region: \"us-east-1\", availability-zone: \"us-east-1a\"}",
                        "  gcp: {numeric-project-id: \"012345678901\"}",
                        "limits: {requests: \"100/s:200\"}",
                        "shutdown: {grace: 90s}",
                        "# * novelty: has no equal, and is left out",
                        "# * gcp_project_ids: cloud-iam/gcp/other is not the path that tokens come from");
        assertThatItChecks(run);
    }

    @Test
    void attacheTellsItsPlaceOnlyInsideOfAws() throws IOException {
        Run run = imported("attache", ATTACHE.replace("provider: aws", "provider: gcp"));

        assertThat(run.out()).doesNotContain("availability-zone").contains("region and zone: ");
        assertThatItChecks(run);
    }

    @Test
    void aSettingThatLooksLikeAReferenceIsNotOne() throws IOException {
        Run run = imported("attache", "iam_role: \"${env:HOME}\"\naws_vault_mount_path: aws\n");

        assertThat(run.out()).contains("role: \"$${env:HOME}\"");
    }

    @Test
    void readsStandardInput() {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(ATTACHE.getBytes(StandardCharsets.UTF_8)));
        try {
            assertThat(Run.of("import", "attache", "-").out()).contains("role: \"my-role\"");
        } finally {
            System.setIn(before);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "attache       | iam_role: r              | has no iam_role, or the path of no secrets engine",
                "attache       | [1]                      | is not a map of settings",
                "attache       | 'a: {'                   | is not YAML: ",
                "alppaca       | ims_port: 1              | has no ims_host or no ims_port",
                "metadataproxy | HOST 1                   | line 1 is not like NAME=value",
            })
    void whatTheOtherCouldNotRunWithIsNotConverted(String gateway, String text, String message) throws IOException {
        Run run = imported(gateway, text);

        assertThat(run.exitCode()).isEqualTo(78);
        assertThat(run.out()).isEmpty();
        assertThat(run.errors())
                .singleElement()
                .asString()
                .startsWith("credence: " + folder.resolve("theirs"))
                .contains(message);
    }

    static Stream<Arguments> hostile() {
        String doubled = IntStream.range(1, 25)
                .mapToObj(i -> "k%d: &k%d [*k%d, *k%d]%n".formatted(i, i, i - 1, i - 1))
                .collect(Collectors.joining("", "k0: &k0 [x]\n", ""));
        String nested = "a: " + "[".repeat(5_000) + "]".repeat(5_000);
        return Stream.of(
                arguments("attache", doubled, "has too many or too deeply nested values; are aliases repeated?"),
                arguments("alppaca", "a: &a [*a]", "has too many or too deeply nested values"),
                arguments("attache", "a: &a {<<: *a}", "has too many or too deeply nested values"),
                arguments("alppaca", nested, "is not YAML: Nesting Depth exceeded"),
                arguments("attache", "a: " + "x".repeat(10_000_000), "cannot be read: it is larger than 1048576 bytes"),
                arguments("alppaca", "a: b\0c", "is not YAML: special characters are not allowed"),
                arguments("attache", "a: !!java.net.URL [\"http://127.0.0.1\"]", "is not YAML: Global tag is not"),
                arguments("metadataproxy", "A=b\nDEFAULT_ROLE=b\0c", "line 2 holds a control character; remove it"),
                arguments("metadataproxy", "DEFAULT_ROLE=b\u001b[31m", "line 1 holds a control character"));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void whatIsMeantToDoHarmIsRefusedInOneLine(String gateway, String text, String message) throws IOException {
        Run run = imported(gateway, text);

        assertThat(run.exitCode()).isEqualTo(78);
        assertThat(run.out()).isEmpty();
        assertThat(run.errors())
                .singleElement()
                .asString()
                .startsWith("credence: " + folder.resolve("theirs"))
                .contains(message);
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        Run run = Run.of("import", "alppaca", folder.resolve("absent").toString());

        assertThat(run.exitCode()).isEqualTo(78);
        assertThat(run.errors()).containsExactly("credence: " + folder.resolve("absent") + " does not exist");
    }

    @Test
    void theMetadataProxyBecomesARoleForEachContainer() throws IOException {
        Run run = imported("metadataproxy", """
                # docker run --env-file
                HOST=127.0.0.1
                export PORT="8000"
                DEFAULT_ROLE=fallback
                DEFAULT_ACCOUNT_ID=012345678901
                DOCKER_URL=unix://var/run/docker.sock
                ROLE_CACHE_OFFSET=25m
                LOG_LEVEL=warning
                LOG_FORMAT=json
                COPY_DOCKER_LABELS=a,b.c
                COPY_DOCKER_ENV=SERVICE_NAME, API_TOKEN
                ENABLE_PROMETHEUS=1
                STATSD_ADDR=127.0.0.1:8125
                AWS_REGION=eu-west-1
                NEWRELIC_LICENSE=secret
                """);

        assertThat(run.lines())
                .contains(
                        "  - {address: \"127.0.0.1:8000\", providers: [aws]}",
                        "    role: \"${caller.env.IAM_ROLE}\"",
                        "    external-id: \"${caller.env.IAM_EXTERNAL_ID}\"",
                        "    default-role: \"fallback\"",
                        "    default-account: \"012345678901\"",
                        "  - match: {docker: {address: \"unix:///var/run/docker.sock\"}}",
                        "  aws: {imds-v1: true, passthrough: {address: \"http://169.254.169.254\", allow: [\"*\"]}}",
                        "refresh: {min-remaining: 1500s}",
                        "log: {level: warn, format: json, fields: {environment: [\"SERVICE_NAME\"], labels: [\"a\", \"b.c\"]}}",
                        "metrics: {statsd: {address: \"127.0.0.1:8125\", flavor: etsy}}",
                        "# * COPY_DOCKER_ENV: API_TOKEN is called like a secret, and is not copied to the log",
                        "# * NEWRELIC_LICENSE: has no equal, and is left out")
                .anyMatch(line -> line.startsWith("# * AWS_...: stay"))
                .noneMatch(line -> line.contains("=secret"));
        assertThatItChecks(run);
    }

    @Test
    void theMetadataProxySendsItsMetricsToTheServerThatReadsTagsBest() throws IOException {
        Run run = imported("metadataproxy", "STATSD_ADDR=s:8125\nDATADOG_ADDR=:8125\nSTATSITE_ADDR=t:8125\n");

        assertThat(run.lines())
                .contains(
                        "metrics: {statsd: {address: \"127.0.0.1:8125\", flavor: datadog}}",
                        "# * STATSD_ADDR: s:8125 is left out, since there is one metrics.statsd only",
                        "# * STATSITE_ADDR: t:8125 is left out, since there is one metrics.statsd only");
        assertThatItChecks(run);
    }

    @Test
    void theMetadataProxyWhoseAgentHasASocketKeepsItsOtherServer() throws IOException {
        Run run = imported("metadataproxy", "DATADOG_ADDR=unix:///var/run/dsd.socket\nSTATSITE_ADDR=[::1]:8125\n");

        assertThat(run.lines())
                .contains(
                        "metrics: {statsd: {address: \"[::1]:8125\", flavor: etsy}}",
                        "# * DATADOG_ADDR: unix:///var/run/dsd.socket is no host:port of UDP, and is left out",
                        "# * STATSITE_ADDR: is sent packets of UDP now; the port must be Statsite's udp_port");
        assertThatItChecks(run);
    }

    @Test
    void theMetadataProxyThatOnlyPlaysOneHandsNothingOn() throws IOException {
        Run run = imported("metadataproxy", "MOCK_API=true\nMOCKED_INSTANCE_ID=mockedid\n");

        assertThat(run.lines()).contains("  aws: {imds-v1: true}", "  aws: {instance-id: \"mockedid\"}");
        assertThatItChecks(run);
    }

    @Test
    void alppacaBecomesEveryRoleOfItsMetadataService() throws IOException {
        Run run = imported("alppaca", """
                ims_host: afp.example
                ims_port: 8080
                ims_protocol: http
                log_level: warning
                log_format: '%(message)s'
                logging_handler: {module: logging.handlers, class: WatchedFileHandler, args: [/var/log/alppaca.log]}
                user: nobody
                """);

        assertThat(run.lines())
                .contains(
                        "  - {address: \"127.0.0.1:25772\", providers: [aws]}",
                        "  ims: {type: ims, address: \"http://afp.example:8080\"}",
                        "  everything: {provider: aws, backend: ims, role: \"*\"}",
                        "  aws: {imds-v1: true, list: all}",
                        "log: {level: warn}")
                .anyMatch(line -> line.startsWith("# * logging_handler: "))
                .anyMatch(line -> line.startsWith("# * user: "));
        assertThatItChecks(run);
    }

    @Test
    void alppacaThatAssumesARoleAsksStsThroughItsProxy() throws IOException {
        Run run = imported("alppaca", """
                ims_host: afp.example
                ims_port: 443
                bind_ip: 127.0.0.1
                assume_role: arn:aws:iam::123456789012:role/demoRole
                aws_proxy_host: proxy.example
                aws_proxy_port: 8888
                """);

        assertThat(run.lines())
                .contains(
                        "  ims: {type: ims, address: \"https://afp.example:443\"}",
                        "  sts: {type: sts, region: \"eu-central-1\", proxy: \"http://proxy.example:8888\", credentials:"
                                + " {backend: ims, role: \"*\"}}",
                        "  assumed: {provider: aws, backend: sts, role: \"arn:aws:iam::123456789012:role/demoRole\"}");
        assertThatItChecks(run);
    }

    @Test
    void aDirectoryOfAlppacaIsReadInTheOrderOfItsNames() throws IOException {
        Files.writeString(folder.resolve("a.yaml"), "ims_host: one\nims_port: 1\n");
        Files.writeString(folder.resolve("b.yaml"), "ims_host: two\n");
        Files.writeString(folder.resolve("c.txt"), "ims_host: three\n");

        assertThat(Run.of("import", "alppaca", folder.toString()).out()).contains("https://two:1");
    }

    private Run imported(String gateway, String text) throws IOException {
        return Run.of(
                "import",
                gateway,
                Files.writeString(folder.resolve("theirs"), text).toString());
    }

    private void assertThatItChecks(Run run) throws IOException {
        Path ours = Files.writeString(folder.resolve("credence.yaml"), run.out());
        Run check = Run.of("check", "-c", ours.toString());
        List<String> errors = check.errors();

        assertThat(check.exitCode()).as(run.out() + errors).isZero();
    }
}
