package dev.credence.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.config.Configuration;
import dev.credence.config.ConfigurationLoader;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComposeFileTest {
    private static final Path FOLDER = Path.of("deploy/compose");

    @TempDir
    private Path secrets;

    private final JsonObject services;
    private final JsonObject networks;
    private final String text;

    ComposeFileTest() throws IOException {
        JsonObject compose =
                Manifest.read(FOLDER.resolve("compose.yaml")).get(0).content();
        services = compose.getJsonObject("services");
        networks = compose.getJsonObject("networks");
        text = Files.readString(FOLDER.resolve("credence.yaml"));
    }

    @Test
    void theConfigurationIsOneAndServesTheNetworkOfTheWorkload() throws IOException {
        Files.writeString(secrets.resolve("secret-id"), "stand-in");
        Configuration configuration =
                ConfigurationLoader.ofText("credence.yaml", text.replace("/run/credence", secrets.toString()));
        String subnet = networks.getJsonObject("workloads")
                .getJsonObject("ipam")
                .getJsonArray("config")
                .getJsonObject(0)
                .getString("subnet");

        assertThat(configuration.callers()).hasSize(1);
        assertThat(text).contains("cidr: " + subnet);
        assertThat(configuration.listeners().get(0).hosts()).containsExactly("credence");
        assertThat(service("workload").getJsonObject("environment").getString("AWS_EC2_METADATA_SERVICE_ENDPOINT"))
                .isEqualTo("http://credence:"
                        + configuration.listeners().get(0).address().port());
    }

    /** Where they share two, it is by chance which of its addresses the workload has for the gateway. */
    @Test
    void theWorkloadSharesOnlyTheNetworkThatItIsKnownByWithTheGateway() {
        assertThat(service("workload").getJsonArray("networks")).isEqualTo(JsonArray.of("workloads"));
        assertThat(service("credence").getJsonArray("networks")).contains("workloads");
        assertThat(service("aws").getJsonArray("networks")).contains("workloads");
        assertThat(service("vault").getJsonArray("networks")).isEqualTo(JsonArray.of("back"));
    }

    @Test
    void theGatewayIsConfined() {
        JsonObject gateway = service("credence");

        assertThat(gateway.getBoolean("read_only")).isTrue();
        assertThat(gateway.getJsonArray("cap_drop")).isEqualTo(JsonArray.of("ALL"));
        assertThat(gateway.getJsonArray("security_opt")).isEqualTo(JsonArray.of("no-new-privileges:true"));
        assertThat(gateway.containsKey("ports")).isFalse();
        assertThat(gateway.containsKey("privileged")).isFalse();
    }

    @Test
    void theHealthCheckIsTheOneOfTheImage() throws IOException {
        JsonArray check = service("credence").getJsonObject("healthcheck").getJsonArray("test");
        var command =
                Pattern.compile("(?s)HEALTHCHECK.*?CMD (\\[.*?])").matcher(Files.readString(Path.of("Dockerfile")));

        assertThat(command.find()).isTrue();
        assertThat(check.remove(0)).isEqualTo("CMD");
        assertThat(check).isEqualTo(new JsonArray(command.group(1)));
    }

    @Test
    void everyImageIsNamedWithItsVersion() {
        assertThat(services.fieldNames()).hasSize(5).allSatisfy(name -> assertThat(
                        service(name).getString("image"))
                .matches("[\\w./-]+:[\\w.-]+")
                .doesNotEndWith(":latest"));
    }

    private JsonObject service(String name) {
        return services.getJsonObject(name);
    }
}
