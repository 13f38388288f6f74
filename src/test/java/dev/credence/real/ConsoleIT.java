package dev.credence.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.credence.testing.FakeContainer;
import dev.credence.testing.FakeVault;
import dev.credence.testing.GatewayProcess;
import dev.credence.testing.RawHttp;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;

/** The console in Chromium, in front of a gateway whose back end lives, dies and comes back. */
@Tag("real")
class ConsoleIT {
    private static final String HOSTILE = "<img src=x onerror=\"document.title='owned'\"><script>owned()</script>";
    private static final String APP = "#credentials-table tbody:has([aria-label='Refresh app'])";

    @RegisterExtension
    private final Rig rig = new Rig();

    private final Vertx vertx = Vertx.vertx();
    private FakeVault vault;
    private Browser browser;
    private GatewayProcess gateway;
    private String console;

    @BeforeEach
    void start() {
        vault = FakeVault.start(vertx).role("app", "assumed_role", 60).role("jobs", "assumed_role", 3600);
        browser = Browser.start(rig.folder());
    }

    @AfterEach
    void stop() {
        browser.close();
        vault.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void showsWhatIsHeldAndFollowsARefresh() throws IOException {
        open("");

        browser.until("#verdict", text -> assertThat(text).isEqualTo("Ready"));
        assertThat(browser.all("#credentials-table tbody")).hasSize(2);
        browser.until(APP, text -> assertThat(text).contains("fresh", "app", "vault", "of 1m 00s"));
        var before = width();
        await().untilAsserted(() -> assertThat(width()).as("the bar runs out").isLessThan(before - 2));

        rig.refresh(gateway, "app");

        await().untilAsserted(
                        () -> assertThat(width()).as("the bar is full again").isGreaterThan(before - 2));
        browser.until("#changes-list", text -> assertThat(text).contains("app was refreshed"));
        assertThat(vault.credsRequests()).hasSizeGreaterThanOrEqualTo(3);
        assertThat(browser.source()).doesNotContain(FakeVault.CANARY);
    }

    @Test
    void saysWhyAWorkloadHasNothingWhenTheBackEndDiesAndThatItIsBack() throws IOException {
        open("");
        browser.until("#verdict", text -> assertThat(text).isEqualTo("Ready"));

        vault.goAway();
        rig.refresh(gateway, "app");

        browser.until(APP, text -> assertThat(text).contains("stale", "vault.unreachable"));
        browser.until("#verdict", text -> assertThat(text).isEqualTo("Ready, with warnings"));
        browser.until("#findings", text -> assertThat(text).contains("app: the last refresh failed"));
        browser.until("#backends-table", text -> assertThat(text).containsAnyOf("last call failed", "failing"));
        browser.until("#changes-list", text -> assertThat(text).contains("app was fresh, and is stale"));

        vault.comeBack();
        rig.refresh(gateway, "app");

        browser.until("#verdict", text -> assertThat(text).isEqualTo("Ready"));
        browser.until("#changes-list", text -> assertThat(text).contains("app was stale, and is fresh"));
    }

    @Test
    void refreshesAndDropsByKeyboardWithTheTokenAndOnlyWithIt() throws IOException {
        open("");
        browser.until(APP, text -> assertThat(text).contains("fresh"));

        browser.tabTo("[aria-label='Refresh app']");
        browser.press(Keys.ENTER);
        browser.until("#token-dialog[open]", text -> assertThat(text).contains("Ops token"));
        browser.press("not the token", Keys.ENTER);
        browser.until("#token-error", text -> assertThat(text).contains("does not know this token"));
        browser.press(opsToken(), Keys.ENTER);
        browser.until("#result", text -> assertThat(text).isEqualTo("app: 1 key asked for anew"));
        assertThat(focused()).as("the focus is where it was").isEqualTo("Refresh app");

        browser.press(Keys.TAB);
        assertThat(focused()).isEqualTo("Drop app");
        browser.press(Keys.ENTER);
        browser.until("#drop-dialog[open]", text -> assertThat(text).contains("Drop app?"));
        browser.press(Keys.ESCAPE);
        assertThat(focused()).as("who thinks better of it is back").isEqualTo("Drop app");
        browser.press(Keys.ENTER);
        browser.until("#drop-dialog[open]", text -> assertThat(text).contains("Drop app?"));
        browser.press(Keys.TAB, Keys.ENTER);
        browser.until("#result", text -> assertThat(text).isEqualTo("app: 1 key dropped"));
        browser.until(APP, text -> assertThat(text).contains("idle"));

        assertThat(browser.source()).doesNotContain(opsToken());
        assertThat(browser.run("return JSON.stringify(localStorage) + JSON.stringify(sessionStorage) + document.cookie")
                        .toString())
                .doesNotContain(opsToken());
    }

    @Test
    void theFocusStaysWhileRowsComeGoAndMove() throws IOException {
        open("");
        browser.until(APP, text -> assertThat(text).contains("fresh"));
        browser.tabTo("[aria-label='Drop jobs']");

        vault.goAway();
        rig.refresh(gateway, "jobs");

        browser.until("#credentials-table tbody:nth-of-type(1)", text -> assertThat(text)
                .contains("jobs", "stale"));
        assertThat(focused()).isEqualTo("Drop jobs");
    }

    @Test
    void whatComesFromOutsideIsTextAndNothingElse() throws IOException {
        var docker = rig.docker("127.0.1.0/24");
        docker.run(FakeContainer.of(HOSTILE, "127.0.1.5"));
        open("  - {match: {docker: {address: \"%s\"}}, credentials: [app]}\n".formatted(docker.address()));
        vault.fail(400, "{\"errors\": [\"%s\"]}".formatted(HOSTILE.replace("\"", "\\\"")));
        rig.refresh(gateway, "app");

        RawHttp.connect("127.0.1.5", "127.0.0.1", port()).send(RawHttp.request("GET", "/latest/meta-data/"));

        browser.until("#callers-table", text -> assertThat(text).contains(HOSTILE));
        browser.until(APP, text -> assertThat(text).contains(HOSTILE));
        browser.until("#changes-list", text -> assertThat(text).contains(HOSTILE));
        assertThat(browser.all("main img, main script, [onerror]")).isEmpty();
        assertThat(browser.run("return document.title").toString()).endsWith("Credence");
    }

    @Test
    void saysThatTheGatewayIsGoneAndFindsItAgain() throws IOException {
        var configured = open("");
        browser.until("#link", text -> assertThat(text).isEqualTo("live"));

        gateway.terminate();
        assertThat(gateway.exitCodeWithin(Duration.ofSeconds(15))).isZero();

        browser.until("#outage", text -> assertThat(text).contains("cannot be read any more", "Trying again"));
        assertThat(browser.text("#link")).isEqualTo("no connection");

        gateway = rig.serve(configured).ready();

        browser.until("#link", text -> assertThat(text).isEqualTo("live"));
        browser.until("#outage", text -> assertThat(text).isEmpty());
        browser.until("#changes-list", text -> assertThat(text).contains("started anew"));
        assertThat(browser.all("#credentials-table tbody")).hasSize(2);
        // What a browser itself writes of connections that are refused is all.
        assertThat(browser.complaints()).allMatch(line -> line.contains("/events"));
    }

    @ParameterizedTest
    @CsvSource({"1400, light", "1400, dark", "1000, light", "360, light", "360, dark"})
    void fitsAndHasNoBarriers(int width, String scheme) throws IOException {
        browser.size(width, 800).prefers("color-scheme", scheme);
        open("");
        vault.goAway();
        rig.refresh(gateway, "jobs");
        browser.until("#credentials-table", text -> assertThat(text).contains("stale", "fresh"));

        assertThat(browser.barriers()).isEmpty();
        assertThat((Long) browser.run("return document.documentElement.scrollWidth"))
                .isLessThanOrEqualTo(width);
        assertThat(browser.complaints()).isEmpty();
        assertThat((Long) browser.run("return document.querySelector('.note:not([hidden]) .note-text').offsetWidth"))
                .as("an error has the width of its row, whatever that is")
                .isGreaterThan(width / 2);
        var dark = browser.run("return getComputedStyle(document.body).backgroundColor")
                .equals("rgb(14, 19, 26)");
        assertThat(dark).isEqualTo(scheme.equals("dark"));
        browser.picture(pictures().resolve("console-" + width + "-" + scheme + ".png"));
    }

    @Test
    void whatStandsBelowALongTableIsReachedWithoutPassingAllOfIt() throws IOException {
        var names = IntStream.range(0, 60).mapToObj("c%02d"::formatted).toList();
        var configured = rig.configure(
                "vault: {address: \"%s\", retries: 0, auth: {method: token, token: \"%s\"}}"
                        .formatted(vault.address(), FakeVault.TOKEN),
                "credentials:\n"
                        + names.stream()
                                .map("  %1$s: {provider: aws, role: %1$s}\n"::formatted)
                                .collect(Collectors.joining())
                        + "callers: [{match: any, credentials: " + names + "}]\n");
        gateway = rig.serve(configured);
        await().atMost(Duration.ofSeconds(20)).until(() -> gateway.log().contains("credence serves"));
        browser.open("http://127.0.0.1:" + configured.opsPort() + "/");

        browser.until("#credentials-more", text -> assertThat(text).isEqualTo("Show all 60 credentials"));
        assertThat(browser.all("#credentials-table tbody:not([hidden])")).hasSize(50);
        browser.run("document.getElementById('credentials-more').focus()");
        browser.press(Keys.ENTER);
        assertThat(browser.all("#credentials-table tbody:not([hidden])")).hasSize(60);
        assertThat(browser.text("#credentials-count")).isEqualTo("60");
    }

    @Test
    void saysInWordsWhyRequestsWereRefused() throws IOException {
        open("");
        RawHttp.exchange(port(), "GET", "/latest/meta-data/", "Host: evil.example");

        browser.until("#refusals-table", text -> assertThat(text)
                .contains("asked for by a name that is not among the listener's hosts", "untrusted_host"));
    }

    @Test
    void aNameThatWasMadeToResolveHereShowsNothing() throws IOException {
        open("");
        browser.run("location.href = arguments[0]", console.replace("127.0.0.1", "evil.example"));

        browser.until("body", text -> assertThat(text).contains("ops.hosts"));
        assertThat(browser.text("body")).doesNotContain("vault");
    }

    /** The console of a gateway with two credentials, and these callers before all others. */
    private Rig.Configured open(String callers) throws IOException {
        var configured = rig.configure(
                "vault: {address: \"%s\", retries: 0, auth: {method: token, token: \"%s\"}}"
                        .formatted(vault.address(), FakeVault.TOKEN),
                """
                credentials:
                  app: {provider: aws, role: app}
                  jobs: {provider: aws, role: jobs}
                providers: {aws: {imds-v1: true}}
                callers:
                %s  - {match: any, credentials: [app, jobs]}
                """.formatted(callers));
        gateway = rig.serve(configured).ready();
        console = "http://127.0.0.1:" + configured.opsPort() + "/";
        browser.open(console);
        return configured;
    }

    /** Of the bar of app, in percent of the whole. */
    private double width() {
        return Double.parseDouble(
                browser.run("return document.querySelector(arguments[0]).style.width", APP + " .life-fill")
                        .toString()
                        .replace("%", ""));
    }

    private String focused() {
        return String.valueOf(browser.run("return document.activeElement.getAttribute('aria-label')"));
    }

    private String opsToken() throws IOException {
        return Files.readString(rig.folder().resolve("ops.token"));
    }

    private int port() {
        return URI.create(gateway.address()).getPort();
    }

    private static Path pictures() throws IOException {
        return Files.createDirectories(Tools.file("target").resolve("console"));
    }
}
