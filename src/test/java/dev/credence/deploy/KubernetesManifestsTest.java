package dev.credence.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.config.Configuration;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class KubernetesManifestsTest {
    private static final Path FOLDER = Path.of("deploy/kubernetes");
    private static final Path DEMO = FOLDER.resolve("demo/demo.yaml");

    @TempDir
    private Path folder;

    static Stream<Path> variants() throws IOException {
        return Files.list(FOLDER).filter(each -> Files.exists(each.resolve("namespace.yaml")));
    }

    @ParameterizedTest
    @MethodSource("variants")
    void whatIsInstalledFitsTogether(Path variant) throws Exception {
        Installation installation = installation(variant);

        Configuration configuration = installation.load(folder);

        assertThat(configuration.callers()).isNotEmpty();
        new InstallationRules(installation, configuration).allHold();
    }

    @Test
    void thereAreTwoVariants() throws IOException {
        assertThat(variants()).hasSize(2);
    }

    @Test
    void aGatewayThatDoesNotTouchItsNodeHasNoTokenForTheApiServer() throws IOException {
        Installation installation = installation(FOLDER.resolve("pod-network"));

        assertThat(installation.daemonSet().pod().getBoolean("automountServiceAccountToken"))
                .isFalse();
        assertThat(installation.manifests().stream().map(Manifest::kind))
                .doesNotContain("ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding");
    }

    @ParameterizedTest
    @ValueSource(strings = {"aws", "gcp", "azure"})
    void aDemoAsksTheServiceThatIsInstalled(String cloud) throws IOException {
        Installation installation = installation(FOLDER.resolve("pod-network"));
        Manifest service = Manifest.only("Service", installation.manifests());
        int port = Manifest.objects(service.at("spec").getJsonArray("ports"))
                .map(each -> each.getInteger("port"))
                .findFirst()
                .orElseThrow();
        String address = service.name() + "." + service.at("metadata").getString("namespace") + ".svc:" + port;

        assertThat(Installation.values(demo(cloud).containers().get(0)).values())
                .anySatisfy(value -> assertThat(value).endsWith(address));
    }

    @Test
    void whoTheGatewayLetsInIsTheDemosNamespace() throws IOException {
        JsonObject let = Manifest.only(
                        "NetworkPolicy",
                        installation(FOLDER.resolve("pod-network")).manifests())
                .at("spec");
        JsonObject label = let.getJsonArray("ingress")
                .getJsonObject(0)
                .getJsonArray("from")
                .getJsonObject(0)
                .getJsonObject("namespaceSelector")
                .getJsonObject("matchLabels");
        Manifest namespace = Manifest.only("Namespace", Manifest.read(DEMO));

        assertThat(namespace.at("metadata.labels").getMap()).containsAllEntriesOf(label.getMap());
    }

    private static Manifest demo(String cloud) throws IOException {
        return Manifest.read(DEMO).stream()
                .filter(each -> each.kind().equals("Job") && each.name().equals(cloud))
                .findFirst()
                .orElseThrow();
    }

    private static Installation installation(Path variant) throws IOException {
        List<Manifest> manifests = Manifest.read(variant.resolve("credence.yaml"));
        return Installation.of(manifests);
    }
}
