package dev.credence.config;

import static dev.credence.config.KeySpec.group;
import static dev.credence.config.KeySpec.value;

import dev.credence.telemetry.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads {@code metrics}: who gets them, and how. */
final class MetricsBinder {
    static final KeySpec.Group KEYS = group(
            "prometheus", value(),
            "tags", new KeySpec.Named(value()),
            "statsd", group("address", value(), "flavor", value(), "interval", value()),
            "otlp",
                    group(
                            "url", value(),
                            "interval", value(),
                            "headers", new KeySpec.Named(value()),
                            "tls", group("ca-certificate", value())));

    /** Of StatsD's own servers, which make one point of what they got in that time. */
    private static final Duration STATSD_INTERVAL = Duration.ofSeconds(10);

    private static final Duration OTLP_INTERVAL = Duration.ofSeconds(30);
    private static final Duration LEAST_INTERVAL = Duration.ofSeconds(1);
    private static final Duration MOST_INTERVAL = Duration.ofHours(1);
    private static final Set<String> FLAVORS = Set.of("datadog", "etsy", "telegraf");
    private static final String UDP = "is not the address of a StatsD server; write host:port, like 127.0.0.1:8125";
    private static final String URL = "is not a URL; write it like http://127.0.0.1:4318/v1/metrics";
    /** Below which OTLP's receivers take metrics, when only the server is named. */
    private static final String DEFAULT_PATH = "/v1/metrics";

    private static final int LARGEST_PORT = 65_535;
    private static final Pattern HEADER_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern HEADER_VALUE = Pattern.compile("[\\x20-\\x7e]+");
    /** Set by the request itself. */
    private static final Set<String> OWN_HEADERS =
            Set.of("host", "content-length", "content-type", "content-encoding", "transfer-encoding", "connection");

    private static final Pattern TAG_NAME = Pattern.compile("[A-Za-z_][\\w.-]{0,199}");
    private static final Pattern TAG_VALUE = Pattern.compile("[\\w./@-]{1,200}");

    private final Problems problems;

    MetricsBinder(Problems problems) {
        this.problems = problems;
    }

    MetricsConfig bind(Section metrics) {
        return new MetricsConfig(
                metrics.bool("prometheus", true),
                tags(metrics),
                statsd(metrics.section("statsd")),
                otlp(metrics.section("otlp")));
    }

    private Map<String, String> tags(Section metrics) {
        Map<String, String> tags = metrics.map("tags");
        tags.forEach((name, value) -> {
            if (!TAG_NAME.matcher(name).matches() || !TAG_VALUE.matcher(value).matches()) {
                problem(
                        metrics.section("tags"),
                        name,
                        "is no tag: a name has letters, digits, _ . and -, a value / and @ besides");
            }
        });
        return tags;
    }

    private static Optional<StatsdConfig> statsd(Section statsd) {
        StatsdFlavor flavor = statsd.given("flavor", MetricsBinder::flavor).orElse(StatsdFlavor.DATADOG);
        Duration interval = interval(statsd, STATSD_INTERVAL);
        return statsd.given("address", MetricsBinder::udp).map(address -> new StatsdConfig(address, flavor, interval));
    }

    private static StatsdFlavor flavor(String text) {
        return StatsdFlavor.valueOf(NameText.oneOf(text, FLAVORS).toUpperCase(Locale.ROOT));
    }

    private static HostPort udp(String text) {
        if (text.startsWith("unix:")) {
            throw new IllegalArgumentException("is a socket, and packets go over UDP only; write host:port");
        }
        HostPort address = parsed(text);
        if (address.port() == 0 || address.host().contains("/")) {
            throw new IllegalArgumentException(UDP);
        }
        return address;
    }

    private static HostPort parsed(String text) {
        try {
            return HostPort.parse(text);
        } catch (IllegalArgumentException unreadable) {
            throw new IllegalArgumentException(UDP, unreadable);
        }
    }

    private Optional<OtlpConfig> otlp(Section otlp) {
        Optional<URI> url = otlp.given("url", MetricsBinder::url);
        Duration interval = interval(otlp, OTLP_INTERVAL);
        Map<String, Secret> headers = headers(otlp.section("headers"), otlp.map("headers"));
        var authority = otlp.section("tls").file("ca-certificate", FileContent::pem);
        url.filter(uri -> uri.getScheme().equals("http") && !headers.isEmpty() && !isThisMachine(uri))
                .ifPresent(
                        uri -> otlp.warning(
                                "url",
                                "sends the headers so that anyone on the way can read them; write https:// if they are secret"));
        return url.map(uri -> new OtlpConfig(uri, interval, headers, authority));
    }

    private static URI url(String text) {
        URI uri = uri(text);
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        boolean isWeb = scheme.equals("http") || scheme.equals("https");
        if (!isWeb || uri.getHost() == null || uri.getPort() == 0 || uri.getPort() > LARGEST_PORT) {
            throw new IllegalArgumentException(URL);
        }
        if (uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "has more than a server and a path; what authorises goes to metrics.otlp.headers");
        }
        String path = uri.getRawPath().replaceFirst("/+$", "");
        return URI.create(scheme + "://" + uri.getRawAuthority() + (path.isEmpty() ? DEFAULT_PATH : path));
    }

    private static URI uri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException malformed) {
            throw new IllegalArgumentException(URL, malformed);
        }
    }

    private Map<String, Secret> headers(Section section, Map<String, String> written) {
        Map<String, Secret> headers = new LinkedHashMap<>();
        written.forEach((name, value) -> {
            if (!HEADER_NAME.matcher(name).matches()) {
                problem(section, name, "is not the name of a header");
            } else if (OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
                problem(section, name, "is a header that the request itself sets; remove it");
            } else if (!HEADER_VALUE.matcher(value).matches()) {
                problem(section, name, "has no value, or one with characters that no header may have");
            } else {
                headers.put(name, Secret.of(value));
            }
        });
        return Collections.unmodifiableMap(headers);
    }

    /** Without the value, which may be a secret. */
    private void problem(Section section, String name, String message) {
        problems.error(section.path(name), section.origin(name), message);
    }

    private static boolean isThisMachine(URI uri) {
        return new HostPort(uri.getHost().replaceAll("[\\[\\]]", ""), 0).isLoopback();
    }

    private static Duration interval(Section section, Duration otherwise) {
        return section.duration("interval", otherwise, LEAST_INTERVAL, MOST_INTERVAL);
    }
}
