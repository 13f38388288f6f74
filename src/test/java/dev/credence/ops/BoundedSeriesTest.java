package dev.credence.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.credence.testing.DockerForm;
import dev.credence.testing.Exposition;
import dev.credence.testing.FakeContainer;
import dev.credence.testing.FakeDocker;
import dev.credence.testing.RawHttp;
import dev.credence.testing.TestGateway;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** However many callers, roles and resources there are: they are keys, not series. */
@Timeout(300)
class BoundedSeriesTest {
    private static final int MANY = 10_000;
    private static final String IMDS = "/latest/meta-data/iam/security-credentials/";
    private static final String AZURE =
            "/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https://r.example/";

    @TempDir
    Path folder;

    private FakeDocker docker;
    private TestGateway gateway;

    @BeforeEach
    void listen() {
        docker = FakeDocker.at(folder.resolve("d.sock"), DockerForm.DOCKER_27).subnets("127.0.0.0/8");
    }

    private void start(int keys) {
        gateway = TestGateway.start(folder, """
                listeners: [{address: "127.0.0.1:0"}]
                backends: {sts: {type: sts}, vault: {type: vault}}
                credentials:
                  named:
                    provider: aws
                    backend: sts
                    role: "${caller.env.IAM_ROLE}"
                    default-account: "123456789012"
                    allowed-roles: ["*"]
                    session-name: "${caller.name}"
                  tokens: {provider: azure, backend: vault, role: web, tenant-id: contoso.onmicrosoft.com}
                providers: {aws: {imds-v1: true}, azure: {max-resources: 10000}}
                limits: {misses: "0", keys: %d}
                callers:
                  - {match: {cidr: 127.0.0.1/32}, credentials: [tokens]}
                  - {match: {docker: {address: "%s"}}, credentials: [named]}
                """.formatted(keys, docker.address()));
        await().until(() -> gateway.engines().get(0).state().equals("following"));
    }

    @AfterEach
    void stop() {
        gateway.close();
        docker.close();
    }

    @Test
    void tenThousandResourcesOfAzureAreOneCredential() {
        start(MANY / 2);
        try (RawHttp connection = RawHttp.connect(gateway.port())) {
            ask(connection, -1);
            Set<String> before = series();

            for (int i = 0; i < MANY; i++) {
                ask(connection, i);
            }

            assertThat(series()).isEqualTo(before);
        }
        // The least used of them went, and none was refused before it could have become a series.
        assertThat(Exposition.of(gateway.metrics()).value("credence_keys")).contains(MANY / 2.0);
        assertThat(gateway.issuer().calls()).hasSizeGreaterThan(MANY);
    }

    @Test
    void tenThousandContainersWithNamesAddressesAndRolesOfTheirOwnAreOneCredentialAndOneCaller() {
        start(2 * MANY);
        comeAndGo(0);
        Set<String> before = series();

        for (int i = 1; i <= MANY; i++) {
            comeAndGo(i);
        }

        assertThat(series()).isEqualTo(before);
        assertThat(gateway.issuer().calls()).hasSizeGreaterThan(MANY);
    }

    private void ask(RawHttp connection, int resource) {
        String request = RawHttp.request("GET", AZURE + resource, "Metadata: true");
        assertThat(connection.send(request).read().status()).isEqualTo(200);
    }

    private void comeAndGo(int number) {
        String address = "127.%d.%d.%d".formatted(1 + number / 62_500, number / 250 % 250, 1 + number % 250);
        FakeContainer container = docker.run(FakeContainer.of("c" + number, address));
        assertThat(gateway.getFrom(address, IMDS + "c" + number + "-role").status())
                .isEqualTo(200);
        docker.kill(container);
    }

    private Set<String> series() {
        return Exposition.of(gateway.metrics()).series();
    }
}
