package dev.credence.caller.docker;

import static dev.credence.caller.docker.ContainerSite.APP;
import static dev.credence.caller.docker.ContainerSite.LIST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.credence.testing.DockerForm;
import dev.credence.testing.FakeContainer;
import dev.credence.testing.FakeDocker;
import dev.credence.testing.RawHttp;
import dev.credence.testing.RawResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What containers get, as they see it. */
class ContainersOverHttpTest {
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
    void eachContainerIsServedAsItself() {
        docker.run(FakeContainer.of("web", "127.0.0.11"));
        docker.run(FakeContainer.of("jobs", "127.0.0.12", "127.0.0.13"));
        site.start("2s");

        assertThat(List.of(site.who("127.0.0.11"), site.who("127.0.0.12"), site.who("127.0.0.13")))
                .containsExactly("web", "jobs", "jobs");
    }

    @Test
    void requestsOfAConnectionCostTheEngineOneQuestion() {
        FakeContainer web = docker.run(FakeContainer.of("web", "127.0.0.11"));
        site.start("2s");
        long before = docker.asked(web.id());

        try (RawHttp connection = site.from("127.0.0.11")) {
            for (int i = 0; i < 50; i++) {
                assertThat(ContainerSite.get(connection, APP).status()).isEqualTo(200);
            }
        }

        assertThat(docker.asked(web.id()) - before).isEqualTo(1);
    }

    @Test
    void connectionsOfOneAddressShareQuestions() {
        FakeContainer web = docker.run(FakeContainer.of("web", "127.0.0.11"));
        site.start("9s");
        long before = docker.asked(web.id());
        docker.hold(web.id());
        List<RawHttp> connections = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            connections.add(site.from("127.0.0.11").send(RawHttp.request("GET", APP)));
        }

        await().until(() -> site.gateway().connections() == 100 && docker.asked(web.id()) > before);
        docker.release();

        connections.forEach(connection -> assertThat(connection.read().status()).isEqualTo(200));
        connections.forEach(RawHttp::close);
        // Those who came while the first question was under way share the second.
        assertThat(docker.asked(web.id()) - before).isLessThanOrEqualTo(2);
    }

    @Test
    void newContainerIsWaitedFor() {
        site.start("9s");
        docker.hold("/containers/");
        try (RawHttp early = site.from("127.0.0.11")) {
            early.send(RawHttp.request("GET", APP));
            await().until(() -> docker.asked("/containers/json") > 1);
            docker.release();
            docker.run(FakeContainer.of("web", "127.0.0.11"));

            assertThat(early.read().status()).isEqualTo(200);
        }
        assertThat(site.names()).containsExactly("web");
    }

    @Test
    void addressThatNobodyHasIsRefusedAfterTheWaitAndNeverFallsToAnotherRule() {
        site.start("500ms");

        RawResponse answer = site.gateway().getFrom("127.0.0.66", LIST);

        assertThat(answer.status()).isEqualTo(404);
        assertThat(site.audit())
                .singleElement()
                .asString()
                .contains("caller not recognised address=\"127.0.0.66\" outcome=\"unknown_container\"");
    }

    @Test
    void addressOutsideOfTheEnginesNetworksFallsToTheNextRuleAtOnce() {
        site.start("9s");

        assertThat(site.gateway().getFrom("127.0.9.1", LIST).text()).isEqualTo("other");
        assertThat(site.gateway().getFrom("127.0.0.1", LIST).text()).isEqualTo("other");
    }

    @Test
    void twoContainersOnOneAddressAreBothRefused() {
        docker.run(FakeContainer.of("one", "127.0.0.11"));
        docker.run(FakeContainer.of("two", "127.0.0.11"));
        site.start("2s");

        assertThat(site.statusFrom("127.0.0.11")).isEqualTo(404);
        assertThat(site.audit()).singleElement().asString().contains("outcome=\"two_containers\"");
    }

    @Test
    void containerThatJoinedTheNetworkOfAnotherMakesTwo() {
        FakeContainer web = docker.run(FakeContainer.of("web", "127.0.0.11"));
        docker.run(FakeContainer.of("guest").mode("container:" + web.id()));
        site.start("2s");

        assertThat(site.statusFrom("127.0.0.11")).isEqualTo(404);
        assertThat(site.audit()).singleElement().asString().contains("outcome=\"two_containers\"");
    }

    @Test
    void containerOnTheNetworkOfTheMachineIsRefusedWithThatReason() {
        docker.run(FakeContainer.of("agent").mode("host"));
        site.startWith(site.configuration("2s").replaceFirst("(?m)^.*cidr: 127.0.0.0/8.*$", ""));
        site.settle();

        assertThat(site.statusFrom("127.0.0.1")).isEqualTo(404);
        assertThat(site.audit()).first().asString().contains("outcome=\"host_network\"");
    }

    @Test
    void twoHundredContainersThatStartAtOnceAreServedForAsManyQuestions() {
        site.start("9s");
        long before = docker.requests().size();
        List<RawHttp> connections = new ArrayList<>();
        IntStream.range(0, 200).forEach(i -> {
            String address = "127.0.0." + (i + 20);
            docker.run(FakeContainer.of("c" + i, address));
            connections.add(site.from(address).send(RawHttp.request("GET", APP)));
        });

        connections.forEach(connection -> assertThat(connection.read().status()).isEqualTo(200));
        connections.forEach(RawHttp::close);

        assertThat(site.names()).hasSize(200).doesNotHaveDuplicates();
        // One when each starts, one when each connects, one for its network, and now and then a list.
        assertThat(docker.requests().size() - before).isLessThan(200 * 3 + 100);
        assertThat(docker.asked("/containers/json")).isLessThan(100);
    }

    @Test
    void requestThatCannotBeAnsweredIsTurnedAwayWithoutAskingTheEngine() {
        site.start("9s");
        long before = docker.requests().size();

        assertThat(site.gateway()
                        .getFrom("127.0.0.66", APP, "X-Forwarded-For: 1.2.3.4")
                        .status())
                .isEqualTo(403);
        assertThat(site.gateway()
                        .getFrom("127.0.0.66", APP, "Host: evil.example")
                        .status())
                .isEqualTo(403);
        assertThat(docker.requests()).hasSize((int) before);
    }

    @Test
    void clientThatGoesWhileItIsLookedForLeavesNothing() {
        site.start("500ms");
        RawHttp client = site.from("127.0.0.66").send(RawHttp.request("GET", APP));
        await().until(() -> site.gateway().connections() == 1);
        client.close();

        await().until(() -> site.gateway().connections() == 0);
        assertThat(site.gateway().getFrom("127.0.0.1", LIST).text()).isEqualTo("other");
    }
}
