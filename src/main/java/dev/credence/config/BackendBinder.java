package dev.credence.config;

import dev.credence.config.ConfigNode.Branch;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads {@code backends}. */
final class BackendBinder {
    static final String DEFAULT_NAME = "vault";

    private static final String VAULT = "vault";
    private static final String STS = "sts";
    private static final String IMS = "ims";
    private static final Set<String> TYPES = Set.of(VAULT, STS, IMS);

    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration LEAST_TIMEOUT = Duration.ofMillis(1);
    private static final Duration MOST_TIMEOUT = Duration.ofMinutes(5);
    private static final int DEFAULT_RETRIES = 2;
    private static final int MOST_RETRIES = 10;
    private static final RateLimit DEFAULT_RATE = new RateLimit(20, 40);
    private static final int MOST_FAILURES = 10_000;
    private static final Duration MOST_BREAKER = Duration.ofHours(1);
    private static final String ADDRESS_FORM =
            "is not an address of Vault; write https://host:8200, http://host:8200 or unix:///path";

    private final VaultEnvironment environment;
    private final Problems problems;

    BackendBinder(VaultEnvironment environment, Problems problems) {
        this.environment = environment;
        this.problems = problems;
    }

    /** Those that could be read, by name. */
    Map<String, BackendConfig> bind(Section root) {
        Map<String, BackendConfig> backends = new LinkedHashMap<>();
        Map<String, Section> written = root.named("backends");
        NameText.check(root.section("backends"), written.keySet(), problems);
        if (written.isEmpty() && !root.isBroken("backends")) {
            written = Map.of(DEFAULT_NAME, root.section("backends").section(DEFAULT_NAME));
        }
        Map<String, Section> all = written;
        all.forEach((name, section) -> backend(name, section, all).ifPresent(backend -> backends.put(name, backend)));
        environment
                .ignored()
                .forEach(name -> problems.warning(
                        ConfigPath.ROOT, Origin.variable(name), "is read by the official client, but not here"));
        return Collections.unmodifiableMap(backends);
    }

    private Optional<BackendConfig> backend(String name, Section section, Map<String, Section> all) {
        if (section.isBroken("type")) {
            return Optional.empty();
        }
        String type = section.value("type", text -> NameText.oneOf(text, TYPES)).orElse(VAULT);
        return switch (type) {
            case STS -> StsBinder.bind(name, section, all);
            case IMS -> ImsBinder.bind(name, section);
            default -> {
                BackendKeys.check(section, VAULT);
                yield vault(name, section.with(environment.defaults(section.branch())));
            }
        };
    }

    private Optional<BackendConfig> vault(String name, Section section) {
        Optional<URI> address = section.value("address", BackendBinder::address);
        VaultTls tls = new TlsBinder(
                        problems,
                        "the certificate of the back end is not checked, so anyone on the way can read every credential")
                .bind(section.section("tls"));
        VaultAuth auth = new AuthBinder(environment)
                .bind(section.section("auth"), section.section("tls").has("certificate"));
        Duration timeout = timeout(section);
        int retries = retries(section);
        RateLimit rate = rateLimit(section);
        BreakerConfig breaker = breaker(section);
        Optional<String> namespace = section.text("namespace").map(BackendBinder::withoutSlashes);
        Optional<String> authNamespace = section.rawText("auth-namespace").map(BackendBinder::withoutSlashes);
        return address.map(uri -> new VaultConfig(
                name,
                uri,
                namespace.filter(text -> !text.isEmpty()),
                authNamespace,
                auth,
                tls,
                timeout,
                retries,
                rate,
                breaker));
    }

    static Duration timeout(Section backend) {
        return backend.duration("timeout", DEFAULT_TIMEOUT, LEAST_TIMEOUT, MOST_TIMEOUT);
    }

    static int retries(Section backend) {
        return backend.integer("retries", DEFAULT_RETRIES, 0, MOST_RETRIES);
    }

    static RateLimit rateLimit(Section backend) {
        return backend.rate("rate-limit", DEFAULT_RATE);
    }

    static BreakerConfig breaker(Section backend) {
        Section breaker = backend.section("breaker");
        Duration window =
                breaker.duration("window", BreakerConfig.DEFAULT.window(), Duration.ofSeconds(1), MOST_BREAKER);
        if (window.toMillisPart() != 0) {
            breaker.error("window", "is not in whole seconds");
        }
        return new BreakerConfig(
                breaker.integer("failures", BreakerConfig.DEFAULT.failures(), 1, MOST_FAILURES),
                window,
                breaker.duration("reset", BreakerConfig.DEFAULT.reset(), LEAST_TIMEOUT, MOST_BREAKER));
    }

    private static URI address(String text) {
        try {
            URI uri = new URI(text.replaceFirst("/+$", ""));
            String scheme = String.valueOf(uri.getScheme());
            boolean isSocket = scheme.equals("unix") && uri.getAuthority() == null && uri.getPath() != null;
            boolean isServer = (scheme.equals("http") || scheme.equals("https")) && uri.getHost() != null;
            if ((!isSocket && !isServer) || uri.getRawQuery() != null || uri.getRawFragment() != null) {
                throw new IllegalArgumentException(ADDRESS_FORM);
            }
            if (isServer && (uri.getRawUserInfo() != null || !uri.getRawPath().isEmpty())) {
                throw new IllegalArgumentException("has more than scheme, host and port; write "
                        + new URI(scheme, null, uri.getHost(), uri.getPort(), null, null, null));
            }
            return uri;
        } catch (URISyntaxException malformed) {
            throw new IllegalArgumentException(ADDRESS_FORM, malformed);
        }
    }

    /** {@code /a/b/} names what {@code a/b} names. */
    static String withoutSlashes(String text) {
        return text.strip().replaceAll("^/+|/+$", "");
    }

    /** True if nothing was written that could be one. */
    static boolean isAbsent(Branch root) {
        return !(root.child("backends") instanceof Branch written)
                || written.children().isEmpty();
    }
}
