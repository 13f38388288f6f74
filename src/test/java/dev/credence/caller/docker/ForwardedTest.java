package dev.credence.caller.docker;

import static dev.credence.caller.docker.ContainerSite.APP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.credence.testing.DockerForm;
import dev.credence.testing.FakeContainer;
import dev.credence.testing.RawHttp;
import dev.credence.testing.RawResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A proxy at 127.0.0.99 says which container asks. */
class ForwardedTest {
    private static final String PROXY = "127.0.0.99";

    @TempDir
    Path folder;

    private ContainerSite site;
    private FakeContainer web;

    @BeforeEach
    void start() {
        site = new ContainerSite(folder, DockerForm.DOCKER_29);
        web = site.docker().run(FakeContainer.of("web", "127.0.0.11"));
        site.docker().run(FakeContainer.of("jobs", "127.0.0.12"));
        site.startWith(site.configuration("600ms")
                .replace("docker.sock\"}", "docker.sock\", trusted-proxies: [127.0.0.99/32]}"));
    }

    @AfterEach
    void stop() {
        site.close();
    }

    @Test
    void proxyIsBelievedWithTheIdOrItsBeginning() {
        assertThat(from(PROXY, web.id()).status()).isEqualTo(200);
        assertThat(from(PROXY, web.id().substring(0, 12)).status()).isEqualTo(200);

        assertThat(site.names()).containsExactly("web");
        assertThat(site.audit())
                .singleElement()
                .asString()
                .contains("caller=\"web\" address=\"127.0.0.11\"", "match=\"forwarded\"");
    }

    @Test
    void nobodyElseIsBelieved() {
        from("127.0.0.12", web.id());

        assertThat(site.names()).containsExactly("jobs");
        assertThat(from("127.0.0.98", web.id()).status()).isEqualTo(404);
        assertThat(site.names()).containsExactly("jobs");
    }

    @Test
    void idThatIsNoneOrOfNobodyIsRefusedAndFallsToNoOtherRule() {
        assertThat(from(PROXY, "web").status()).isEqualTo(404);
        assertThat(from(PROXY, web.id().substring(0, 11)).status()).isEqualTo(404);
        assertThat(from(PROXY, "../" + web.id()).status()).isEqualTo(404);
        assertThat(from(PROXY, "f".repeat(64)).status()).isEqualTo(404);
        assertThat(site.gateway()
                        .getFrom(PROXY, APP, "X-Container-Id: " + web.id(), "X-Container-Id: " + web.id())
                        .status())
                .isEqualTo(404);

        assertThat(site.names()).isEmpty();
        assertThat(site.audit())
                .hasSize(5)
                .allMatch(line ->
                        line.contains("malformed_container_id") || line.contains("outcome=\"unknown_container\""));
    }

    @Test
    void proxyItselfIsWhoeverItsAddressSays() {
        site.docker().run(FakeContainer.of("proxy", PROXY));

        assertThat(site.who(PROXY)).isEqualTo("proxy");
    }

    @Test
    void requestsOfOneConnectionMayBeOfManyContainersAndEndWithThem() {
        FakeContainer gone = site.docker().run(FakeContainer.of("gone", "127.0.0.13"));
        long before = site.docker().asked("/json");
        try (RawHttp connection = site.from(PROXY)) {
            for (int i = 0; i < 50; i++) {
                assertThat(ask(connection, web.id()).status()).isEqualTo(200);
                assertThat(ask(connection, gone.id()).status()).isEqualTo(200);
            }
            assertThat(site.names()).containsExactly("web", "gone");
            assertThat(site.docker().asked("/json") - before).isLessThan(50);
            site.docker().kill(gone);

            await().until(() -> ask(connection, gone.id()).status() == 404);
            assertThat(ask(connection, web.id()).status()).isEqualTo(200);
        }
    }

    private RawResponse from(String address, String id) {
        return site.gateway().getFrom(address, APP, "X-Container-Id: " + id);
    }

    private static RawResponse ask(RawHttp connection, String id) {
        return connection
                .send(RawHttp.request("GET", APP, "X-Container-Id: " + id))
                .read();
    }
}
