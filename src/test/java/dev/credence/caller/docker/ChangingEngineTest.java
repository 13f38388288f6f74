package dev.credence.caller.docker;

import static dev.credence.caller.docker.ContainerSite.APP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.credence.testing.DockerForm;
import dev.credence.testing.FakeContainer;
import dev.credence.testing.FakeDocker;
import dev.credence.testing.FakeReply;
import dev.credence.testing.FakeVault;
import dev.credence.testing.LogCapture;
import dev.credence.testing.RawHttp;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Containers that end, addresses that go to others, and engines that do not do what they should. */
class ChangingEngineTest {
    @TempDir
    Path folder;

    private ContainerSite site;
    private FakeDocker docker;

    @BeforeEach
    void startEngine() {
        site = new ContainerSite(folder, DockerForm.DOCKER_27);
        docker = site.docker();
    }

    @AfterEach
    void stop() {
        site.close();
    }

    @Test
    void addressThatIsGivenToAnotherIsNeverServedAsBeforeHoweverLateTheEventsAre() {
        FakeContainer old = docker.run(FakeContainer.of("old", "127.0.0.11"));
        site.start("2s");
        assertThat(site.who("127.0.0.11")).isEqualTo("old");
        docker.lag();

        for (int i = 0; i < 10; i++) {
            docker.kill(old);
            String name = "next" + i;
            old = docker.run(FakeContainer.of(name, "127.0.0.11"));
            assertThat(site.who("127.0.0.11")).isEqualTo(name);
        }
        docker.catchUp();
        assertThat(site.who("127.0.0.11")).isEqualTo("next9");
    }

    @Test
    void questionThatWasUnderWayWhenTheConnectionCameDoesNotCount() {
        FakeContainer old = docker.run(FakeContainer.of("old", "127.0.0.11"));
        site.start("9s");
        docker.hold(old.id());
        try (RawHttp first = site.from("127.0.0.11");
                RawHttp second = site.from("127.0.0.11")) {
            first.send(RawHttp.request("GET", APP));
            long before = docker.asked(old.id());
            await().until(() ->
                    docker.asked(old.id()) > before - 1 && site.gateway().connections() == 2);
            docker.lag();
            docker.kill(old);
            docker.run(FakeContainer.of("next", "127.0.0.11"));
            second.send(RawHttp.request("GET", APP));
            docker.release();

            first.read();
            assertThat(second.read().status()).isEqualTo(200);
        }
        assertThat(site.names()).doesNotContain("old").contains("next");
    }

    @Test
    void containerThatWasStartedAgainIsRecognisedAnew() {
        FakeContainer web = docker.run(FakeContainer.of("web", "127.0.0.11"));
        site.start("2s");
        try (RawHttp connection = site.from("127.0.0.11")) {
            assertThat(ContainerSite.get(connection, APP).status()).isEqualTo(200);
            docker.run(web.startedAt("2026-03-01T09:30:00Z"));

            await().until(() -> ContainerSite.get(connection, APP).status() == 404);
        }
        assertThat(site.who("127.0.0.11")).isEqualTo("web");
    }

    @Test
    void containerThatHasEndedIsRefusedOnItsOpenConnectionAlsoWhenItsAddressIsSomebodyElses() {
        FakeContainer web = docker.run(FakeContainer.of("web", "127.0.0.11"));
        site.start("2s");
        try (RawHttp connection = site.from("127.0.0.11")) {
            assertThat(ContainerSite.get(connection, APP).status()).isEqualTo(200);
            docker.kill(web);
            docker.run(FakeContainer.of("next", "127.0.0.11"));

            await().until(() -> ContainerSite.get(connection, APP).status() == 404);
            assertThat(ContainerSite.get(connection, APP).status()).isEqualTo(404);
        }
        assertThat(site.names()).containsExactly("web");
        assertThat(site.audit())
                .filteredOn(line -> line.contains("container_ended"))
                .hasSize(1);
    }

    @Test
    void cutEventsAreReplacedByListsAndFollowedAgain() {
        FakeContainer web = docker.run(FakeContainer.of("web", "127.0.0.11"));
        site.start("3s");
        docker.cut();
        await().until(() -> site.state().equals("cut"));
        docker.kill(web);
        docker.run(FakeContainer.of("next", "127.0.0.11"));
        docker.run(FakeContainer.of("new", "127.0.0.12"));

        assertThat(List.of(site.who("127.0.0.11"), site.who("127.0.0.12"))).containsExactly("next", "new");

        docker.restore();
        site.settle();
        docker.run(FakeContainer.of("last", "127.0.0.13"));
        assertThat(site.who("127.0.0.13")).isEqualTo("last");
    }

    @Test
    void engineThatIsDownStartsNothingSoWhatItToldLastHolds() {
        docker.run(FakeContainer.of("web", "127.0.0.11"));
        site.start("2s");
        try (LogCapture log = LogCapture.of(EngineLog.class.getName())) {
            docker.stop();
            await().until(() -> site.state().equals("cut"));

            assertThat(site.who("127.0.0.11")).isEqualTo("web");
            assertThat(site.who("127.0.0.11")).isEqualTo("web");
            assertThat(log.lines())
                    .filteredOn(line -> line.contains("told last"))
                    .hasSize(1);
            assertThat(site.statusFrom("127.0.0.66")).isEqualTo(503);
        }
    }

    @Test
    void engineThatIsSilentWhileItsEventsAreFollowedIsBelievedByThem() {
        docker.run(FakeContainer.of("web", "127.0.0.11"));
        site.start("1s");
        docker.hold("/containers/");

        assertThat(site.who("127.0.0.11")).isEqualTo("web");
    }

    @Test
    void engineThatComesUpAndDoesNotAnswerYetIsNotBelieved() {
        docker.run(FakeContainer.of("web", "127.0.0.11"));
        site.start("600ms");
        docker.stop();
        await().until(() -> site.state().equals("cut"));
        docker.hold("/").start();

        await().untilAsserted(() -> assertThat(site.statusFrom("127.0.0.11")).isEqualTo(503));
        docker.release();
        site.settle();
        assertThat(site.who("127.0.0.11")).isEqualTo("web");
    }

    @Test
    void engineThatAnswersNonsenseTellsNothing() {
        docker.run(FakeContainer.of("web", "127.0.0.11"));
        site.start("600ms");

        for (FakeReply nonsense : List.of(
                FakeReply.of(200, "<html>"),
                FakeReply.of(200, "[]"),
                FakeReply.of(200, ""),
                FakeReply.of(500, "{\"message\":\"no\"}"),
                FakeReply.of(200, "{\"Id\":\"" + "x".repeat(2_000_000) + "\"}"),
                FakeReply.reset())) {
            docker.answer(nonsense);
            assertThat(site.statusFrom("127.0.0.11")).isEqualTo(503);
        }
        docker.answer(null);
        assertThat(site.who("127.0.0.11")).isEqualTo("web");
    }

    @Test
    void neitherLogNorStatusNorMetricsHoldAnythingOfTheEnvironmentOrTheLabels() {
        docker.run(FakeContainer.of("web", "127.0.0.11"));
        site.start("300ms");
        site.gateway().getFrom("127.0.0.11", APP);
        site.gateway().getFrom("127.0.0.66", APP);

        String status =
                RawHttp.exchange(site.gateway().opsPort(), "GET", "/status").text();

        assertThat(status)
                .contains("\"state\":\"following\"", "\"containers\":1", "\"match\":\"docker\"", "\"name\":\"web\"")
                .contains("\"reason\":\"unknown_container\"", "\"image\":\"registry/web\"")
                .doesNotContain(FakeVault.CANARY, "IAM_ROLE", "web-team");
        assertThat(site.audit().get(0))
                .contains("caller=\"web\" address=\"127.0.0.11\" rule=\"rule-1\" match=\"docker\" container=\"000")
                .doesNotContain(FakeVault.CANARY);
        assertThat(site.gateway().metrics())
                .contains("credence_callers_total{outcome=\"recognised\"} 1.0")
                .contains("credence_docker_containers{engine=\"" + docker.address() + "\"} 1.0")
                .doesNotContain(FakeVault.CANARY);
    }

    @Test
    void engineIsFollowedOnWhenAChangeLeavesItsSettings() {
        docker.run(FakeContainer.of("web", "127.0.0.11"));
        site.start("2s");
        assertThat(site.who("127.0.0.11")).isEqualTo("web");
        long lists = docker.asked("/containers/json");

        site.gateway().reload(site.configuration("2s").replace("credentials: [app]}", "credentials: [app, other]}"));

        assertThat(site.who("127.0.0.11")).isEqualTo("web");
        assertThat(docker.asked("/containers/json")).isEqualTo(lists);
        assertThat(docker.asked("/events")).isEqualTo(1);
    }

    @Test
    void changedEngineTakesThePlaceOfTheFormer() {
        docker.run(FakeContainer.of("web", "127.0.0.11"));
        site.start("2s");
        try (FakeDocker other = FakeDocker.onPort(DockerForm.PODMAN);
                RawHttp connection = site.from("127.0.0.11")) {
            other.run(FakeContainer.of("pod", "127.0.0.11"));
            assertThat(ContainerSite.get(connection, APP).status()).isEqualTo(200);

            site.gateway().reload(site.configuration("2s").replace(docker.address(), other.address()));

            assertThat(ContainerSite.get(connection, APP).status()).isEqualTo(200);
            assertThat(site.names()).containsExactly("web", "pod");
            await().until(() -> docker.followers() == 0);
        }
    }
}
