package dev.credence.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.telemetry.Secret;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricsConfigurationTest {
    @TempDir
    Path folder;

    @Test
    void prometheusAloneUnlessOthersAreNamed() {
        MetricsConfig metrics = Written.smallestAnd("").load().metrics();

        assertThat(metrics).isEqualTo(new MetricsConfig(true, Map.of(), Optional.empty(), Optional.empty()));
        assertThat(metrics.isOff()).isFalse();
    }

    @Test
    void withoutPrometheusAndOthersNothingIsCounted() {
        assertThat(metrics("prometheus: false").isOff()).isTrue();
        assertThat(metrics("prometheus: false, statsd: {address: 'h:1'}").isOff())
                .isFalse();
        assertThat(metrics("prometheus: false, otlp: {url: 'http://h'}").isOff())
                .isFalse();
    }

    @Test
    void readsStatsd() {
        assertThat(metrics("tags: {env: prod}, statsd: {address: '[::1]:8125', flavor: telegraf, interval: 5s}"))
                .isEqualTo(new MetricsConfig(
                        true,
                        Map.of("env", "prod"),
                        Optional.of(new StatsdConfig(
                                new HostPort("::1", 8125), StatsdFlavor.TELEGRAF, Duration.ofSeconds(5))),
                        Optional.empty()));
        assertThat(metrics("statsd: {address: 'agent:8125'}").statsd())
                .contains(new StatsdConfig(new HostPort("agent", 8125), StatsdFlavor.DATADOG, Duration.ofSeconds(10)));
    }

    @Test
    void readsOtlp() throws Exception {
        Path authority = Files.writeString(folder.resolve("ca.pem"), "-----BEGIN CERTIFICATE-----");

        assertThat(metrics("otlp: {url: 'https://h:4318/v2/x/', interval: 1m, headers: {Api-Key: k, X: 'a b'},"
                                + " tls: {ca-certificate: '" + authority + "'}}")
                        .otlp())
                .contains(new OtlpConfig(
                        URI.create("https://h:4318/v2/x"),
                        Duration.ofMinutes(1),
                        Map.of("Api-Key", Secret.of("k"), "X", Secret.of("a b")),
                        Optional.of(authority)));
    }

    @ParameterizedTest
    @CsvSource({
        "http://h:4318, http://h:4318/v1/metrics",
        "http://h:4318/, http://h:4318/v1/metrics",
        "HTTPS://h, https://h/v1/metrics",
        "http://[::1]:4318/m, http://[::1]:4318/m"
    })
    void aUrlWithoutAPathMeansTheUsualOne(String written, String meant) {
        assertThat(metrics("otlp: {url: '" + written + "'}")
                        .otlp()
                        .orElseThrow()
                        .url())
                .hasToString(meant);
    }

    @Test
    void aGatewayBesideAnotherPushesNothing() {
        MetricsConfig local =
                metrics("statsd: {address: 'h:1'}, otlp: {url: 'http://h'}").local();

        assertThat(local.statsd()).isEmpty();
        assertThat(local.otlp()).isEmpty();
        assertThat(local.prometheus()).isTrue();
    }

    @Test
    void headersThatAnyoneCanReadAreWarnedOfAndNotShown() {
        assertThat(Written.smallestAnd("metrics: {otlp: {url: 'http://collector:4318', headers: {A: canary}}}")
                        .warnings())
                .singleElement()
                .asString()
                .startsWith(
                        "credence.yaml:2: metrics.otlp.url: warning: sends the headers so that anyone on the way can read them")
                .doesNotContain("canary");
        assertThat(Written.smallestAnd("metrics: {otlp: {url: 'http://[::1]:4318', headers: {A: canary}}}")
                        .warnings())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "statsd: {address: 'h'} | statsd.address: \"h\" is not the address of a StatsD server; write host:port,"
                        + " like 127.0.0.1:8125",
                "statsd: {address: 'h:0'} | statsd.address: \"h:0\" is not the address of a StatsD server; write"
                        + " host:port, like 127.0.0.1:8125",
                "statsd: {address: 'unix:///x'} | statsd.address: \"unix:///x\" is a socket, and packets go over UDP"
                        + " only; write host:port",
                "statsd: {address: 'h:1', flavor: dogstatsd} | statsd.flavor: \"dogstatsd\" is not one of datadog,"
                        + " etsy, telegraf",
                "statsd: {interval: 10ms} | statsd.interval: \"10ms\" is not between 1s and 1h",
                "otlp: {url: 'collector:4317'} | otlp.url: \"collector:4317\" is not a URL; write it like"
                        + " http://127.0.0.1:4318/v1/metrics",
                "otlp: {url: 'https://u:canary@h'} | otlp.url: \"https://***@h\" has more than a server and a path; what"
                        + " authorises goes to metrics.otlp.headers",
                "otlp: {headers: {'A B': canary}} | otlp.headers.A B: is not the name of a header",
                "otlp: {headers: {Host: canary}} | otlp.headers.Host: is a header that the request itself sets; remove it",
                "otlp: {headers: {A: \"canary\\n\"}} | otlp.headers.A: has no value, or one with characters that no"
                        + " header may have",
                "otlp: {tls: {ca-certificate: /nonexistent}} | otlp.tls.ca-certificate: \"/nonexistent\" names a file"
                        + " that does not exist",
                "tags: {'a b': c} | tags.a b: is no tag: a name has letters, digits, _ . and -, a value / and @"
                        + " besides",
                "tags: {a: 'b,c'} | tags.a: is no tag: a name has letters, digits, _ . and -, a value / and @ besides",
            })
    void saysWhatIsWrong(String metrics, String problem) {
        assertThat(Written.smallestAnd("metrics: {" + metrics + "}").problems())
                .containsExactly("credence.yaml:2: metrics." + problem);
    }

    private static MetricsConfig metrics(String metrics) {
        return Written.smallestAnd("metrics: {" + metrics + "}").load().metrics();
    }
}
