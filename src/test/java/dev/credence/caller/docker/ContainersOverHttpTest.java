package dev.credence.caller.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.credence.credential.CredentialKey;
import dev.credence.testing.DockerForm;
import dev.credence.testing.FakeContainer;
import dev.credence.testing.FakeDocker;
import dev.credence.testing.FakeReply;
import dev.credence.testing.FakeVault;
import dev.credence.testing.LogCapture;
import dev.credence.testing.RawHttp;
import dev.credence.testing.RawResponse;
import dev.credence.testing.TestGateway;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What containers get, as they see it: each has an address of 127.0.0.0/24, and a session named after it. */
class ContainersOverHttpTest {
    private static final String LIST = "/latest/meta-data/iam/security-credentials/";
    private static final String APP = LIST + "app";
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

    @TempDir
    Path folder;

    private FakeDocker docker;
    private TestGateway gateway;
    private LogCapture audit;

    @BeforeEach
    void startEngine() {
        docker = FakeDocker.at(folder.resolve("docker.sock"), DockerForm.DOCKER_27);
        audit = LogCapture.of("credence.audit");
    }

    @AfterEach
    void stop() {
        audit.close();
        gateway.close();
        docker.close();
    }

    @Test
    void eachContainerIsServedAsItself() {
        docker.run(FakeContainer.of("web", "127.0.0.11"));
        docker.run(FakeContainer.of("jobs", "127.0.0.12", "127.0.0.13"));
        start("2s");

        assertThat(List.of(who("127.0.0.11"), who("127.0.0.12"), who("127.0.0.13")))
                .containsExactly("web", "jobs", "jobs");
    }

    @Test
    void requestsOfAConnectionCostTheEngineOneQuestion() {
        FakeContainer web = docker.run(FakeContainer.of("web", "127.0.0.11"));
        start("2s");
        long before = docker.asked(web.id());

        try (RawHttp connection = from("127.0.0.11")) {
            for (int i = 0; i < 50; i++) {
                assertThat(get(connection, APP).status()).isEqualTo(200);
            }
        }

        assertThat(docker.asked(web.id()) - before).isEqualTo(1);
    }

    @Test
    void connectionsOfOneAddressShareQuestions() {
        FakeContainer web = docker.run(FakeContainer.of("web", "127.0.0.11"));
        start("9s");
        long before = docker.asked(web.id());
        docker.hold(web.id());
        List<RawHttp> connections = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            connections.add(from("127.0.0.11").send(RawHttp.request("GET", APP)));
        }

        await().until(() -> gateway.connections() == 100 && docker.asked(web.id()) > before);
        docker.release();

        connections.forEach(connection -> assertThat(connection.read().status()).isEqualTo(200));
        connections.forEach(RawHttp::close);
        // Those who came while the first question was under way share the second.
        assertThat(docker.asked(web.id()) - before).isLessThanOrEqualTo(2);
    }

    @Test
    void newContainerIsWaitedFor() {
        start("9s");
        docker.hold("/containers/");
        try (RawHttp early = from("127.0.0.11")) {
            early.send(RawHttp.request("GET", APP));
            await().until(() -> docker.asked("/containers/json") > 1);
            docker.release();
            docker.run(FakeContainer.of("web", "127.0.0.11"));

            assertThat(early.read().status()).isEqualTo(200);
        }
        assertThat(names()).containsExactly("web");
    }

    @Test
    void addressThatNobodyHasIsRefusedAfterTheWaitAndNeverFallsToAnotherRule() {
        start("200ms");

        RawResponse answer = gateway.getFrom("127.0.0.66", LIST);

        assertThat(answer.status()).isEqualTo(404);
        assertThat(audit.lines())
                .singleElement()
                .asString()
                .contains("caller not recognised address=\"127.0.0.66\" outcome=\"unknown_container\"");
    }

    @Test
    void addressOutsideOfTheEnginesNetworksFallsToTheNextRuleAtOnce() {
        start("9s");

        assertThat(gateway.getFrom("127.0.9.1", LIST).text()).isEqualTo("other");
        assertThat(gateway.getFrom("127.0.0.1", LIST).text()).isEqualTo("other");
    }

    @Test
    void addressThatIsGivenToAnotherIsNeverServedAsBeforeHoweverLateTheEventsAre() {
        FakeContainer old = docker.run(FakeContainer.of("old", "127.0.0.11"));
        start("2s");
        assertThat(who("127.0.0.11")).isEqualTo("old");
        docker.lag();

        for (int i = 0; i < 10; i++) {
            docker.kill(old);
            String name = "next" + i;
            old = docker.run(FakeContainer.of(name, "127.0.0.11"));
            assertThat(who("127.0.0.11")).isEqualTo(name);
        }
        docker.catchUp();
        assertThat(who("127.0.0.11")).isEqualTo("next9");
    }

    @Test
    void questionThatWasUnderWayWhenTheConnectionCameDoesNotCount() {
        FakeContainer old = docker.run(FakeContainer.of("old", "127.0.0.11"));
        start("9s");
        docker.hold(old.id());
        try (RawHttp first = from("127.0.0.11");
                RawHttp second = from("127.0.0.11")) {
            first.send(RawHttp.request("GET", APP));
            long before = docker.asked(old.id());
            await().until(() -> docker.asked(old.id()) > before - 1 && gateway.connections() == 2);
            docker.lag();
            docker.kill(old);
            docker.run(FakeContainer.of("next", "127.0.0.11"));
            second.send(RawHttp.request("GET", APP));
            docker.release();

            first.read();
            assertThat(second.read().status()).isEqualTo(200);
        }
        assertThat(names()).doesNotContain("old").contains("next");
    }

    @Test
    void containerThatWasStartedAgainIsRecognisedAnew() {
        FakeContainer web = docker.run(FakeContainer.of("web", "127.0.0.11"));
        start("2s");
        try (RawHttp connection = from("127.0.0.11")) {
            assertThat(get(connection, APP).status()).isEqualTo(200);
            docker.run(web.startedAt("2026-03-01T09:30:00Z"));

            await().until(() -> get(connection, APP).status() == 404);
        }
        assertThat(who("127.0.0.11")).isEqualTo("web");
    }

    @Test
    void containerThatHasEndedIsRefusedOnItsOpenConnectionAlsoWhenItsAddressIsSomebodyElses() {
        FakeContainer web = docker.run(FakeContainer.of("web", "127.0.0.11"));
        start("2s");
        try (RawHttp connection = from("127.0.0.11")) {
            assertThat(get(connection, APP).status()).isEqualTo(200);
            docker.kill(web);
            docker.run(FakeContainer.of("next", "127.0.0.11"));

            await().until(() -> get(connection, APP).status() == 404);
            assertThat(get(connection, APP).status()).isEqualTo(404);
        }
        assertThat(names()).containsExactly("web");
        assertThat(audit.lines())
                .filteredOn(line -> line.contains("container_ended"))
                .hasSize(1);
    }

    @Test
    void twoContainersOnOneAddressAreBothRefused() {
        docker.run(FakeContainer.of("one", "127.0.0.11"));
        docker.run(FakeContainer.of("two", "127.0.0.11"));
        start("2s");

        assertThat(gateway.getFrom("127.0.0.11", APP).status()).isEqualTo(404);
        assertThat(audit.lines()).singleElement().asString().contains("outcome=\"two_containers\"");
    }

    @Test
    void containerThatJoinedTheNetworkOfAnotherMakesTwo() {
        FakeContainer web = docker.run(FakeContainer.of("web", "127.0.0.11"));
        docker.run(FakeContainer.of("guest").mode("container:" + web.id()));
        start("2s");

        assertThat(gateway.getFrom("127.0.0.11", APP).status()).isEqualTo(404);
        assertThat(audit.lines()).singleElement().asString().contains("outcome=\"two_containers\"");
    }

    @Test
    void containerOnTheNetworkOfTheMachineIsRefusedWithThatReason() {
        docker.run(FakeContainer.of("agent").mode("host"));
        gateway = TestGateway.start(folder, configuration("2s").replaceFirst("(?m)^ .*cidr: 127.0.0.0/8.*$", ""));
        settle();

        assertThat(gateway.getFrom("127.0.0.1", APP).status()).isEqualTo(404);
        assertThat(audit.lines()).first().asString().contains("outcome=\"host_network\"");
    }

    @Test
    void twoHundredContainersThatStartAtOnceAreServedForAsManyQuestions() {
        start("9s");
        long before = docker.requests().size();
        List<RawHttp> connections = new ArrayList<>();
        IntStream.range(0, 200).forEach(i -> {
            String address = "127.0.0." + (i + 20);
            docker.run(FakeContainer.of("c" + i, address));
            connections.add(from(address).send(RawHttp.request("GET", APP)));
        });

        connections.forEach(connection -> assertThat(connection.read().status()).isEqualTo(200));
        connections.forEach(RawHttp::close);

        assertThat(names()).hasSize(200).doesNotHaveDuplicates();
        // One when each starts, one when each connects, one for its network, and now and then a list.
        assertThat(docker.requests().size() - before).isLessThan(200 * 3 + 100);
        assertThat(docker.asked("/containers/json")).isLessThan(100);
    }

    @Test
    void cutEventsAreReplacedByListsAndFollowedAgain() {
        FakeContainer web = docker.run(FakeContainer.of("web", "127.0.0.11"));
        start("3s");
        docker.cut();
        await().until(() -> gateway.engines().get(0).state().equals("cut"));
        docker.kill(web);
        docker.run(FakeContainer.of("next", "127.0.0.11"));
        docker.run(FakeContainer.of("new", "127.0.0.12"));

        assertThat(List.of(who("127.0.0.11"), who("127.0.0.12"))).containsExactly("next", "new");

        docker.restore();
        settle();
        docker.run(FakeContainer.of("last", "127.0.0.13"));
        assertThat(who("127.0.0.13")).isEqualTo("last");
    }

    @Test
    void engineThatIsDownStartsNothingSoWhatItToldLastHolds() {
        docker.run(FakeContainer.of("web", "127.0.0.11"));
        start("2s");
        try (LogCapture log = LogCapture.of(EngineLog.class.getName())) {
            docker.stop();
            await().until(() -> gateway.engines().get(0).state().equals("cut"));

            assertThat(who("127.0.0.11")).isEqualTo("web");
            assertThat(who("127.0.0.11")).isEqualTo("web");
            assertThat(log.lines())
                    .filteredOn(line -> line.contains("told last"))
                    .hasSize(1);
            assertThat(gateway.getFrom("127.0.0.66", APP).status()).isEqualTo(503);
        }
    }

    @Test
    void engineThatIsSilentWhileItsEventsAreFollowedIsBelievedByThem() {
        docker.run(FakeContainer.of("web", "127.0.0.11"));
        start("1s");
        docker.hold("/containers/");

        assertThat(who("127.0.0.11")).isEqualTo("web");
    }

    @Test
    void engineThatComesUpAndDoesNotAnswerYetIsNotBelieved() {
        docker.run(FakeContainer.of("web", "127.0.0.11"));
        start("600ms");
        docker.stop();
        await().until(() -> gateway.engines().get(0).state().equals("cut"));
        docker.hold("/").start();

        await().untilAsserted(() ->
                assertThat(gateway.getFrom("127.0.0.11", APP).status()).isEqualTo(503));
        docker.release();
        settle();
        assertThat(who("127.0.0.11")).isEqualTo("web");
    }

    @Test
    void engineThatAnswersNonsenseTellsNothing() {
        docker.run(FakeContainer.of("web", "127.0.0.11"));
        start("600ms");

        for (FakeReply nonsense : List.of(
                FakeReply.of(200, "<html>"),
                FakeReply.of(200, "[]"),
                FakeReply.of(200, ""),
                FakeReply.of(500, "{\"message\":\"no\"}"),
                FakeReply.of(200, "{\"Id\":\"" + "x".repeat(2_000_000) + "\"}"),
                FakeReply.reset())) {
            docker.answer(nonsense);
            assertThat(gateway.getFrom("127.0.0.11", APP).status()).isEqualTo(503);
        }
        docker.answer(null);
        assertThat(who("127.0.0.11")).isEqualTo("web");
    }

    @Test
    void neitherLogNorStatusNorMetricsHoldAnythingOfTheEnvironmentOrTheLabels() {
        docker.run(FakeContainer.of("web", "127.0.0.11"));
        start("300ms");
        gateway.getFrom("127.0.0.11", APP);
        gateway.getFrom("127.0.0.66", APP);

        String status = RawHttp.exchange(gateway.opsPort(), "GET", "/status").text();

        assertThat(status)
                .contains("\"state\":\"following\"", "\"containers\":1", "\"match\":\"docker\"", "\"name\":\"web\"")
                .contains("\"reason\":\"unknown_container\"", "\"image\":\"registry/web\"")
                .doesNotContain(FakeVault.CANARY, "IAM_ROLE", "web-team");
        assertThat(audit.lines().get(0))
                .contains("caller=\"web\" address=\"127.0.0.11\" rule=\"rule-1\" match=\"docker\" container=\"000")
                .doesNotContain(FakeVault.CANARY);
        assertThat(gateway.metrics())
                .contains("credence_callers_total{outcome=\"recognised\"} 1.0")
                .contains("credence_docker_containers{engine=\"" + docker.address() + "\"} 1.0")
                .doesNotContain(FakeVault.CANARY);
    }

    @Test
    void engineIsFollowedOnWhenAChangeLeavesItsSettings() {
        docker.run(FakeContainer.of("web", "127.0.0.11"));
        start("2s");
        assertThat(who("127.0.0.11")).isEqualTo("web");
        long lists = docker.asked("/containers/json");

        gateway.reload(configuration("2s").replace("credentials: [app]}", "credentials: [app, other]}"));

        assertThat(who("127.0.0.11")).isEqualTo("web");
        assertThat(docker.asked("/containers/json")).isEqualTo(lists);
        assertThat(docker.asked("/events")).isEqualTo(1);
    }

    @Test
    void changedEngineTakesThePlaceOfTheFormer() {
        docker.run(FakeContainer.of("web", "127.0.0.11"));
        start("2s");
        try (FakeDocker other = FakeDocker.onPort(DockerForm.PODMAN);
                RawHttp connection = from("127.0.0.11")) {
            other.run(FakeContainer.of("pod", "127.0.0.11"));
            assertThat(get(connection, APP).status()).isEqualTo(200);

            gateway.reload(configuration("2s").replace(docker.address(), other.address()));

            assertThat(get(connection, APP).status()).isEqualTo(200);
            assertThat(names()).containsExactly("web", "pod");
            await().until(() -> docker.followers() == 0);
        }
    }

    @Test
    void requestThatCannotBeAnsweredIsTurnedAwayWithoutAskingTheEngine() {
        start("9s");
        long before = docker.requests().size();

        assertThat(gateway.getFrom("127.0.0.66", APP, "X-Forwarded-For: 1.2.3.4")
                        .status())
                .isEqualTo(403);
        assertThat(gateway.getFrom("127.0.0.66", APP, "Host: evil.example").status())
                .isEqualTo(403);
        assertThat(docker.requests()).hasSize((int) before);
    }

    @Test
    void clientThatGoesWhileItIsLookedForLeavesNothing() {
        start("500ms");
        RawHttp client = from("127.0.0.66").send(RawHttp.request("GET", APP));
        await().until(() -> gateway.connections() == 1);
        client.close();

        await().until(() -> gateway.connections() == 0);
        assertThat(gateway.getFrom("127.0.0.1", LIST).text()).isEqualTo("other");
    }

    private void start(String wait) {
        gateway = TestGateway.start(folder, configuration(wait));
        settle();
    }

    private String configuration(String wait) {
        return CONFIGURATION.formatted(wait, docker.address());
    }

    private void settle() {
        await().until(() -> gateway.engines().get(0).state().equals("following"));
    }

    private RawHttp from(String address) {
        return RawHttp.connect(address, "127.0.0.1", gateway.port());
    }

    private static RawResponse get(RawHttp connection, String path) {
        return connection.send(RawHttp.request("GET", path)).read();
    }

    /** Whose credential a new connection from there gets; the wall clock goes on, so that none is served from memory. */
    private String who(String address) {
        int before = names().size();
        RawResponse answer = gateway.getFrom(address, APP);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        List<String> names = names();
        return names.size() > before ? names.get(names.size() - 1) : lastSeen(address);
    }

    private String lastSeen(String address) {
        return RawHttp.exchange(gateway.opsPort(), "GET", "/status")
                .text()
                .replaceFirst("(?s).*?\"name\":\"([^\"]*)\",\"address\":\"" + address + "\".*", "$1");
    }

    /** Sessions that were asked for, which are named after callers. */
    private List<String> names() {
        return gateway.issuer().calls().stream()
                .filter(key -> key.credential().equals("app"))
                .map(key -> key.parameters().get(CredentialKey.SESSION_NAME))
                .toList();
    }
}
