package dev.credence.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.testing.CredenceJar;
import dev.credence.testing.FreePort;
import dev.credence.testing.GatewayProcess;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What {@code credence import attache} prints serves the workloads of all three clouds that Attaché served. */
class ImportedAttacheIT {
    /** The Vault of a development gateway, as its configuration names it. */
    private static final Pattern VAULT = Pattern.compile("type: vault\\s+address: \"(http://[^\"]+)\"");

    @RegisterExtension
    private final Site site = new Site();

    @Test
    void servesTheThreeCloudsOfItsVaultAtItsAddress() throws IOException {
        var vault = site.dev().ready();
        int port = FreePort.next();
        int opsPort = FreePort.next();
        var ours = imported(port);
        Matcher address = VAULT.matcher(Files.readString(vault.configuration()));
        assertThat(address.find()).isTrue();
        Map<String, String> environment = Map.of(
                "VAULT_ADDR", address.group(1),
                "VAULT_TOKEN", Files.readString(vault.configuration().resolveSibling("vault.token")),
                "CREDENCE_OPS_ADDRESS", "127.0.0.1:" + opsPort);

        try (var gateway = GatewayProcess.serve(site.folder(), port, opsPort, ours, environment)) {
            gateway.alive().ready();

            String roles = "/latest/meta-data/iam/security-credentials/";
            assertThat(text(gateway, roles)).isEqualTo("dev");
            assertThat(json(gateway, roles + "dev").getString("Code")).isEqualTo("Success");
            assertThat(json(gateway, "/latest/dynamic/instance-identity/document")
                            .getString("region"))
                    .isEqualTo("eu-central-1");
            String account = "/computeMetadata/v1/instance/service-accounts/default/";
            assertThat(json(gateway, account + "token", "Metadata-Flavor", "Google")
                            .getInteger("expires_in"))
                    .isPositive();
            assertThat(text(gateway, "/computeMetadata/v1/project/numeric-project-id", "Metadata-Flavor", "Google"))
                    .isEqualTo("712781682929");
            String token = "/metadata/identity/oauth2/token?api-version=2018-02-01&resource=";
            assertThat(json(gateway, token + "https://vault.azure.net", "Metadata", "true")
                            .getString("resource"))
                    .isEqualTo("https://vault.azure.net");
        }
    }

    /** Attaché's configuration, as ours. */
    private Path imported(int port) {
        var theirs = site.write("attache.yaml", """
                server:
                  bind_address: 127.0.0.1:%d
                  graceful_timeout: 5s
                  rate_limit: ""
                provider: aws
                region: eu-central-1
                zone: eu-central-1b
                aws_vault_mount_path: aws
                gcp_vault_mount_path: gcp
                gcp_project_ids: {gcp: "712781682929"}
                azure_vault_mount_path: azure
                iam_role: dev
                imds_v1_allowed: true
                """.formatted(port));
        var imported = CredenceJar.run(site.folder(), "import", "attache", theirs.toString());
        assertThat(imported.exitCode()).as(imported.err()).isZero();
        return site.write("imported.yaml", imported.out());
    }

    private static JsonObject json(GatewayProcess gateway, String path, String... headers) {
        return new JsonObject(text(gateway, path, headers));
    }

    private static String text(GatewayProcess gateway, String path, String... headers) {
        var response = gateway.workloads().get(path, headers);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }
}
