package dev.credence.caller.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.credence.credential.CredentialKey;
import dev.credence.testing.DockerForm;
import dev.credence.testing.FakeDocker;
import dev.credence.testing.LogCapture;
import dev.credence.testing.RawHttp;
import dev.credence.testing.RawResponse;
import dev.credence.testing.TestGateway;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A gateway and an engine whose containers have addresses of 127.0.0.0/24, which clients connect from; sessions are named
 * after callers, so that it shows whose credential somebody got.
 */
final class ContainerSite implements AutoCloseable {
    static final String LIST = "/latest/meta-data/iam/security-credentials/";
    static final String APP = LIST + "app";
    private static final String CONFIGURATION = """
            credentials:
              app: {provider: aws, role: app, session-name: "${caller.name}"}
              other: {provider: aws, role: other}
            providers: {aws: {imds-v1: true}}
            refresh: {wait: %s}
            callers:
              - {match: {docker: {address: "%s"}}, credentials: [app]}
              - {match: {cidr: 127.0.0.0/8}, credentials: [other]}
            """;

    private final Path folder;
    private final FakeDocker docker;
    private final LogCapture audit = LogCapture.of("credence.audit");
    private TestGateway gateway;

    ContainerSite(Path folder, DockerForm form) {
        this.folder = folder;
        this.docker = FakeDocker.at(folder.resolve("docker.sock"), form);
    }

    FakeDocker docker() {
        return docker;
    }

    TestGateway gateway() {
        return gateway;
    }

    List<String> audit() {
        return audit.lines();
    }

    /** Starts the gateway, and lets it read what runs. */
    void start(String wait) {
        startWith(configuration(wait));
    }

    void startWith(String yaml) {
        gateway = TestGateway.start(folder, yaml);
        settle();
    }

    String configuration(String wait) {
        return CONFIGURATION.formatted(wait, docker.address());
    }

    /** Waits until the engine's events are followed. */
    void settle() {
        await().until(() -> state().equals("following"));
    }

    /** How the gateway stands to the engine. */
    String state() {
        return gateway.engines().get(0).state();
    }

    RawHttp from(String address) {
        return RawHttp.connect(address, "127.0.0.1", gateway.port());
    }

    static RawResponse get(RawHttp connection, String path) {
        return connection.send(RawHttp.request("GET", path)).read();
    }

    /** The status of a new connection's request for a credential. */
    int statusFrom(String address) {
        return gateway.getFrom(address, APP).status();
    }

    /** Whose credential a new connection from there gets. */
    String who(String address) {
        // The status page shows the latest first.
        gateway.time().advance(Duration.ofMillis(1));
        RawResponse answer = gateway.getFrom(address, APP);
        assertThat(answer.status()).as(answer.text() + gateway.engines()).isEqualTo(200);
        String name = RawHttp.exchange(gateway.opsPort(), "GET", "/status")
                .text()
                .replaceFirst("(?s).*?\"name\":\"([^\"]*)\",\"address\":\"" + address + "\".*", "$1");
        assertThat(names()).contains(name);
        return name;
    }

    /** Sessions that were asked for, which are named after callers. */
    List<String> names() {
        return gateway.issuer().calls().stream()
                .filter(key -> key.credential().equals("app"))
                .map(key -> key.parameters().get(CredentialKey.SESSION_NAME))
                .toList();
    }

    @Override
    public void close() {
        audit.close();
        gateway.close();
        docker.close();
    }
}
