package dev.credence.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whose containers callers are. */
class DockerConfigurationTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "unix:///var/run/docker.sock, unix:///var/run/docker.sock",
        "unix:///run/podman/podman.sock/, unix:///run/podman/podman.sock",
        "tcp://127.0.0.1:2375, http://127.0.0.1:2375",
        "http://localhost:2375, http://localhost:2375",
        "https://engine:2376, https://engine:2376",
        "tcp://[::1]:2375, http://[::1]:2375",
    })
    void takesAddressesAsDockersOwnClientDoes(String written, String meant) {
        DockerConfig docker = docker(match("{docker: {address: \"" + written + "\"}}"));

        assertThat(docker.address()).hasToString(meant);
        assertThat(docker.tls().isPresent()).isEqualTo(meant.startsWith("https"));
    }

    @Test
    void anEmptyMapIsTheEngineOfThisMachine() {
        assertThat(docker(match("{docker: {}}")).address()).hasToString("unix:///var/run/docker.sock");
        assertThat(docker(match("{docker: {}}").with("DOCKER_HOST", "unix:///run/user/1/docker.sock"))
                        .address())
                .hasToString("unix:///run/user/1/docker.sock");
    }

    @Test
    void takesTheCertificatesThatDockersOwnClientTakes() throws IOException {
        for (String file : new String[] {"ca.pem", "cert.pem", "key.pem"}) {
            Files.writeString(folder.resolve(file), "-----BEGIN X-----");
        }

        DockerConfig docker = docker(match("{docker: {}}")
                .with("DOCKER_HOST", "tcp://engine:2376")
                .with("DOCKER_TLS_VERIFY", "1")
                .with("DOCKER_CERT_PATH", folder.toString()));

        assertThat(docker.address()).hasToString("https://engine:2376");
        assertThat(docker.tls().flatMap(VaultTls::key)).contains(folder.resolve("key.pem"));
    }

    @Test
    void goesWithANetworkAndAName() {
        CallerConfig caller = match(
                        "{docker: {trusted-proxies: [10.0.0.0/24, fd00::1]}, cidr: 10.1.0.0/16, name: apps}")
                .load()
                .callers()
                .get(0);

        assertThat(caller.name()).contains("apps");
        assertThat(caller.cidr()).contains(Cidr.parse("10.1.0.0/16"));
        assertThat(caller.docker().orElseThrow().trustedProxies())
                .containsExactly(Cidr.parse("10.0.0.0/24"), Cidr.parse("fd00::1"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{docker: {address: 'ftp://x:1'}} | docker.address: \"ftp://x:1\" is not an address of a container"
                        + " engine; write unix:///var/run/docker.sock or https://host:2376",
                "{docker: {address: '/var/run/docker.sock'}} | docker.address: \"/var/run/docker.sock\" is not an"
                        + " address of a container engine; write unix:///var/run/docker.sock or https://host:2376",
                "{docker: {address: 'tcp://x'}} | docker.address: \"tcp://x\" names no port; engines listen on 2376"
                        + " with TLS, on 2375 without",
                "{docker: {address: 'https://x:1/v1.24'}} | docker.address: \"https://x:1/v1.24\" has more than"
                        + " scheme, host and port; write https://x:1",
                "{docker: {address: 'unix:///s', tls: {skip-verify: false}}} | docker.tls: is of no use with unix:///s;"
                        + " remove it, or write https://host:2376",
                "{docker: {trusted-proxies: [10.0.0.1/8]}} | docker.trusted-proxies: \"10.0.0.1/8\" has bits set"
                        + " behind its prefix; write 10.0.0.0/8",
                "{docker: {adress: x}} | docker.adress: unknown key; did you mean address?",
            })
    void saysWhatIsWrong(String match, String problem) {
        assertThat(match(match).problems()).containsExactly("credence.yaml:2: callers.0.match." + problem);
    }

    @Test
    void isNotCombinedWithAToken() throws IOException {
        Files.writeString(folder.resolve("t"), "t");

        assertThat(match("{docker: {}, token-file: " + folder.resolve("t") + "}")
                        .problems())
                .containsExactly("credence.yaml:2: callers.0.match.token-file: does not go with docker; a container is"
                        + " recognised by its address, so write two callers");
    }

    @Test
    void warnsOfAnEngineThatAnyoneOnTheWayCanPlay() {
        assertThat(match("{docker: {address: 'tcp://10.0.0.1:2375'}}").warnings())
                .containsExactly("credence.yaml:2: callers.0.match.docker.address: warning: http://10.0.0.1:2375 is"
                        + " asked without TLS, so anyone on the way can say who a caller is; write https://, or unix://"
                        + " for an engine of this machine");
        assertThat(match("{docker: {address: 'tcp://127.0.0.1:2375'}}").warnings())
                .isEmpty();
    }

    private static Written match(String match) {
        return Written.smallestAnd("callers: [{match: " + match + ", credentials: [app]}]");
    }

    private static DockerConfig docker(Written written) {
        return written.load().callers().get(0).docker().orElseThrow();
    }
}
