package dev.credence.provider.gcp;

import static dev.credence.provider.gcp.Google.ACCOUNTS;
import static dev.credence.provider.gcp.Google.TOKEN;
import static dev.credence.provider.gcp.Google.V1;
import static dev.credence.provider.gcp.Google.ask;
import static dev.credence.provider.gcp.Google.awaitFetched;
import static dev.credence.provider.gcp.Google.awaitWaiting;
import static dev.credence.provider.gcp.Google.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.credential.Outcome;
import dev.credence.testing.RawHttp;
import dev.credence.testing.RawResponse;
import dev.credence.testing.ScriptedIssuer;
import dev.credence.testing.TestGateway;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests that are answered when something changes (wire contract 3.4). */
class GcpWaitTest {
    private static final int MANY = 1_000;
    private static final String WAIT = "wait_for_change=true";
    private static final String NAME = V1 + "instance/name";
    private static final String EVERYTHING = V1 + "?recursive=true&" + WAIT;
    private static final String OPS = "ops: {token-file: ops.token}\n";
    private static final String YAML = OPS + GcpGateways.credentials("app");

    @TempDir
    Path folder;

    private TestGateway gateway;
    private final List<RawHttp> waiting = new ArrayList<>();

    @AfterEach
    void stop() {
        waiting.forEach(RawHttp::close);
        gateway.close();
    }

    @Test
    void aThousandWhoWaitAreAllAnsweredAfterOneChangeWithoutAnUpstreamCall() {
        start(named("old"));
        for (int i = 0; i < MANY; i++) {
            waitFor(EVERYTHING);
        }
        awaitWaiting(gateway, MANY);
        long asked = gateway.asked();

        gateway.reload(named("new"));

        assertThat(waiting).allSatisfy(one -> assertThat(one.read().text()).contains("\"name\":\"new\""));
        assertThat(gateway.asked()).isEqualTo(asked);
        assertThat(gateway.issuer().calls()).hasSize(1);
        awaitWaiting(gateway, 0);
    }

    @Test
    void whoWaitsIsToldTheNewETagAndTheTimeOfTheAnswer() {
        start(named("old"));
        RawResponse before = get(gateway, NAME);
        RawHttp waits = waitFor(NAME + "?" + WAIT + "&last_etag=" + before.header("ETag"));
        awaitWaiting(gateway, 1);
        gateway.time().advance(Duration.ofHours(1));

        gateway.reload(named("new"));

        RawResponse after = waits.read();
        assertThat(after.text()).isEqualTo("new");
        assertThat(after.header("ETag")).matches("[0-9a-f]{16}").isNotEqualTo(before.header("ETag"));
        assertThat(after.header("Date")).isEqualTo("Sun, 01 Mar 2026 11:00:00 GMT");
        assertThat(get(gateway, NAME).header("ETag")).isEqualTo(after.header("ETag"));
    }

    @Test
    void whoWaitsForATokenGetsTheNextOne() {
        start(YAML);
        RawHttp waits = waitFor(TOKEN + "?" + WAIT);
        awaitWaiting(gateway, 1);
        gateway.time().advance(Duration.ofMinutes(10));

        refresh();

        RawResponse answer = waits.read();
        assertThat(answer.text()).contains("gcp-app-2", "\"expires_in\":21600");
        assertThat(answer.header("ETag")).isEqualTo(get(gateway, TOKEN).header("ETag"));
    }

    @Test
    void anotherTokenOfTheSameAccountIsNoChangeOfItsMetadata() {
        start(YAML);
        waitFor(ACCOUNTS + "?recursive=true&" + WAIT);
        RawHttp token = waitFor(TOKEN + "?" + WAIT);
        awaitWaiting(gateway, 2);
        gateway.time().advance(Duration.ofMinutes(10));

        refresh();

        token.read();
        awaitWaiting(gateway, 1);
    }

    @Test
    void whoHasSeenSomethingElseDoesNotWait() {
        start(named("old"));

        assertThat(get(gateway, NAME + "?" + WAIT + "&last_etag=0").text()).isEqualTo("old");
        assertThat(get(gateway, TOKEN + "?" + WAIT + "&last_etag=NONE").status())
                .isEqualTo(200);
    }

    @Test
    void nobodyWaitsForWhatIsNotThere() {
        start(YAML);

        assertThat(get(gateway, V1 + "instance/nothing?" + WAIT).status()).isEqualTo(404);
        assertThat(get(gateway, V1 + "instance/service-accounts?" + WAIT).status())
                .isEqualTo(301);
        assertThat(get(gateway, ACCOUNTS + "nobody@example.com/token?" + WAIT).status())
                .isEqualTo(404);
        assertThat(get(gateway, TOKEN + "/?" + WAIT).status()).isEqualTo(404);
    }

    @Test
    void whoHasWaitedLongEnoughGetsTheContentAsItIs() {
        start(named("old"));
        long start = System.nanoTime();

        RawResponse answer = get(gateway, NAME + "?" + WAIT + "&timeout_sec=1");

        assertThat(answer.text()).isEqualTo("old");
        assertThat(System.nanoTime() - start).isGreaterThan(900_000_000L);
        awaitWaiting(gateway, 0);
    }

    @Test
    void whoGoesAwayIsForgotten() {
        start(named("old"));
        RawHttp goes = waitFor(NAME + "?" + WAIT + "&timeout_sec=3600");
        RawHttp stays = waitFor(NAME + "?" + WAIT);
        awaitWaiting(gateway, 2);

        goes.close();

        awaitWaiting(gateway, 1);
        gateway.reload(named("new"));
        assertThat(stays.read().text()).isEqualTo("new");
    }

    @Test
    void whatIsTakenAwayIsAChange() {
        start(named("old"));
        RawHttp waits = waitFor(NAME + "?" + WAIT);
        awaitWaiting(gateway, 1);

        gateway.reload(YAML);

        assertThat(waits.read().status()).isEqualTo(404);
    }

    @Test
    void whoLosesTheRightToATokenWhileWaitingGetsNone() {
        start(YAML);
        RawHttp waits = waitFor(TOKEN + "?" + WAIT);
        awaitWaiting(gateway, 1);

        gateway.reload(YAML.replace("match: any", "match: {cidr: 10.0.0.0/8}"));

        assertThat(waits.read().status()).isEqualTo(404);
    }

    @Test
    void whoIsRecognisedByAnotherRuleGetsWhatThatRuleGrants() {
        start(YAML);
        RawHttp waits = waitFor(TOKEN + "?" + WAIT);
        awaitWaiting(gateway, 1);

        gateway.reload(OPS + """
                credentials:
                  app: {provider: gcp, role: app}
                  other: {provider: gcp, role: other}
                callers:
                  - {match: {cidr: 10.0.0.0/8}, credentials: [app]}
                  - {match: any, credentials: [other]}
                """);

        assertThat(waits.read().text()).contains("gcp-other-1");
    }

    @Test
    void stopDoesNotWaitForThoseWhoWait() {
        start(named("old"));
        RawHttp name = waitFor(NAME + "?" + WAIT);
        RawHttp token = waitFor(TOKEN + "?" + WAIT);
        awaitWaiting(gateway, 2);

        gateway.stopping();

        assertThat(name.read().text()).isEqualTo("old");
        assertThat(token.read().text()).contains("gcp-app-1");
        assertThat(get(gateway, NAME + "?" + WAIT).text()).isEqualTo("old");
    }

    @Test
    void whoWaitsForATokenThatHasExpiredIsSentAwayAtAStopWithoutAnUpstreamCall() {
        start(YAML);
        RawHttp token = waitFor(TOKEN + "?" + WAIT);
        awaitWaiting(gateway, 1);
        gateway.issuer().fail(new Outcome.Unavailable("vault.sealed", "Vault is sealed"));
        gateway.time().advance(ScriptedIssuer.LIFE);
        long asked = gateway.asked();

        gateway.stopping();

        RawResponse answer = token.read();
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isEqualTo("1");
        assertThat(gateway.asked()).isEqualTo(asked);
    }

    private void start(String yaml) {
        gateway = TestGateway.start(folder, yaml);
        awaitFetched(gateway, 1);
    }

    private RawHttp waitFor(String path) {
        RawHttp connection = ask(gateway, path);
        waiting.add(connection);
        return connection;
    }

    private void refresh() {
        RawResponse answer = RawHttp.exchange(
                gateway.opsPort(),
                "POST",
                "/credentials/app/refresh",
                "Authorization: Bearer " + TestGateway.OPS_TOKEN,
                "Content-Length: 0");
        assertThat(answer.status()).isBetween(200, 299);
    }

    private static String named(String name) {
        return YAML + "instance: {gcp: {name: %s}}%n".formatted(name);
    }
}
