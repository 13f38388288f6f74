package dev.credence.real;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowingConsumer;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** The distribution's Chromium without a screen. It reaches loopback addresses, and nothing else. */
final class Browser implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** Nobody listens there; for everything that is not loopback. */
    private static final String NO_PROXY = "http://127.0.0.1:1";

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    static Browser start(Path folder) {
        var options = new ChromeOptions();
        options.setBinary(Tools.chromium().toFile());
        options.addArguments(List.of(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-default-apps",
                "--disable-sync",
                "--metrics-recording-only",
                "--proxy-server=" + NO_PROXY,
                // Its name is made to resolve to this machine, below.
                "--proxy-bypass-list=evil.example",
                "--host-resolver-rules=MAP evil.example 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
                "--user-data-dir=" + folder.resolve("chromium")));
        var logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, java.util.logging.Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        // Named, so that Selenium looks for no other one and asks nobody for it.
        var service = new ChromeDriverService.Builder()
                .usingDriverExecutable(Tools.chromeDriver().toFile())
                .usingAnyFreePort()
                .withEnvironment(Map.of("SE_AVOID_STATS", "true", "SE_OFFLINE", "true", "HOME", folder.toString()))
                .withLogFile(new File(folder.toFile(), "chromedriver.log"))
                .build();
        return new Browser(new ChromeDriver(service, options));
    }

    /** Opens a page. */
    Browser open(String url) {
        driver.get(url);
        return this;
    }

    /** A window of that size, in CSS pixels. */
    Browser size(int width, int height) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        return this;
    }

    /** What the system prefers: {@code prefers-color-scheme}, {@code prefers-reduced-motion}. */
    Browser prefers(String feature, String value) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-" + feature, "value", value))));
        return this;
    }

    WebElement find(String selector) {
        return driver.findElement(By.cssSelector(selector));
    }

    List<WebElement> all(String selector) {
        return driver.findElements(By.cssSelector(selector));
    }

    /** What is read at that place; empty text while it is not there. */
    String text(String selector) {
        return String.valueOf(run("return document.querySelector(arguments[0])?.innerText ?? ''", selector));
    }

    /** Waits until what is read there is as wanted. */
    void until(String selector, ThrowingConsumer<String> wanted) {
        await(selector).atMost(PATIENCE).untilAsserted(() -> wanted.accept(text(selector)));
    }

    /** Presses keys where the focus is. */
    void press(CharSequence... keys) {
        new Actions(driver).sendKeys(keys).perform();
    }

    /** Goes to that element by the tabulator alone, as somebody without a mouse has to. */
    void tabTo(String selector) {
        for (int presses = 0; presses < 200; presses++) {
            if (Boolean.TRUE.equals(run("return document.activeElement.matches(arguments[0])", selector))) {
                return;
            }
            press(Keys.TAB);
        }
        throw new AssertionError("the tabulator does not lead to " + selector);
    }

    /** What a script in the page returns. */
    Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    /** What the page has complained of, refused scripts and styles included. */
    List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(LogEntry::getMessage)
                .toList();
    }

    /** What axe-core finds; empty if there is no barrier that it knows of. */
    String barriers() {
        try {
            // Given by the driver, so that the page's own policy stays as it is.
            run(Files.readString(Tools.axe()));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        return String.valueOf(driver.executeAsyncScript("""
                const done = arguments[arguments.length - 1];
                axe.run(document, {resultTypes: ['violations']}).then(result => done(result.violations
                  .flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.target} ${node.failureSummary}`)).join('\\n')),
                  failure => done(`axe failed: ${failure}`));
                """));
    }

    /** A picture of the whole page. */
    void picture(Path file) {
        var height = run("return document.documentElement.scrollHeight");
        var width = run("return innerWidth");
        var clip = Map.of("x", 0, "y", 0, "width", width, "height", height, "scale", 1);
        var answer =
                driver.executeCdpCommand("Page.captureScreenshot", Map.of("captureBeyondViewport", true, "clip", clip));
        try {
            Files.write(file, Base64.getDecoder().decode(String.valueOf(answer.get("data"))));
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    /** Everything that the page holds, attributes and what is hidden included. */
    String source() {
        return String.valueOf(run("return document.documentElement.outerHTML"));
    }

    @Override
    public void close() {
        driver.quit();
    }
}
