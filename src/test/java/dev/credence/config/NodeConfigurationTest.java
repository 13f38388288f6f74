package dev.credence.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.testing.TestFiles;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which node's taint is taken off, and who is asked for it. */
class NodeConfigurationTest {
    @TempDir
    Path folder;

    @BeforeEach
    void serviceAccount() {
        TestFiles.write(folder.resolve("token"), "a-token");
        TestFiles.write(folder.resolve("ca.crt"), "-----BEGIN CERTIFICATE-----");
    }

    @Test
    void withoutATaintTheGatewayHasNothingToDoWithItsNode() {
        assertThat(Written.yaml(Written.SMALLEST)
                        .with("NODE_NAME", "node-1")
                        .load()
                        .node())
                .isEmpty();
        assertThat(Written.smallestAnd("node: {startup-taint: ''}\n").load().node())
                .isEmpty();
    }

    @Test
    void theRestComesFromWhatEveryPodHas() {
        NodeConfig node = in(", ca-certificate: ca.crt")
                .with("NODE_NAME", "node-1.example")
                .with("KUBERNETES_SERVICE_HOST", "10.0.0.1")
                .with("KUBERNETES_SERVICE_PORT", "6443")
                .load()
                .node()
                .orElseThrow();

        assertThat(node.name()).isEqualTo("node-1.example");
        assertThat(node.startupTaint()).isEqualTo("credence.dev/starting");
        assertThat(node.apiServer()).hasToString("https://10.0.0.1:6443");
        assertThat(node.tokenFile()).isEqualTo(folder.resolve("token"));
        assertThat(node.caCertificate()).contains(folder.resolve("ca.crt"));
    }

    @Test
    void anApiServerMayHaveAnAddressOfTheSixthVersion() {
        NodeConfig node = in(", name: node-1, ca-certificate: ca.crt")
                .with("KUBERNETES_SERVICE_HOST", "fd00::1")
                .with("KUBERNETES_SERVICE_PORT", "443")
                .load()
                .node()
                .orElseThrow();

        assertThat(node.apiServer()).hasToString("https://[fd00::1]:443");
    }

    @Test
    void aServerThatIsNamedIsCheckedAgainstTheAuthoritiesOfTheMachine() {
        NodeConfig node = in(", name: node-1, api-server: 'https://api.example'")
                .load()
                .node()
                .orElseThrow();

        assertThat(node.caCertificate()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "                                         | node.name          | set NODE_NAME from spec.nodeName",
                ", name: node-1                           | node.api-server    | KUBERNETES_SERVICE_HOST",
                ", name: ../pods, api-server: api.example | node.name          | is not the name of a node",
                ", name: n, api-server: 'http://api'      | node.api-server    | would send secrets",
                ", name: n, api-server: api, ca-certificate: token | node.ca-certificate | holds no PEM",
            })
    void saysWhatIsMissingOrWrong(String more, String path, String message) {
        assertThat(in(more == null ? "" : more).problems())
                .anySatisfy(problem -> assertThat(problem).contains(path, message));
    }

    @Test
    void aTaintIsNamedByItsKeyAlone() {
        assertThat(Written.smallestAnd("node: {startup-taint: 'credence.dev/starting=true:NoSchedule', name: n}\n")
                        .problems())
                .anySatisfy(problem -> assertThat(problem).contains("without value and effect"));
    }

    @Test
    void whatDoesNothingIsAnError() {
        assertThat(Written.smallestAnd("node: {name: node-1}\n").problems())
                .singleElement()
                .asString()
                .contains("node.name", "does nothing without startup-taint");
    }

    private Written in(String more) {
        return Written.at(
                folder.resolve("credence.yaml"),
                Written.SMALLEST + "node: {startup-taint: credence.dev/starting, token-file: token" + more + "}\n");
    }
}
