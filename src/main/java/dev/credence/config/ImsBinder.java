package dev.credence.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads a back end of type ims: another metadata service. */
final class ImsBinder {
    static final String TYPE = "ims";

    private static final String DEFAULT_PREFIX = "/latest/meta-data/iam/security-credentials/";
    /** Segments of what may stand in the path of a URL as it is, with a slash before and between them. */
    private static final Pattern PREFIX = Pattern.compile("(/[A-Za-z0-9._~!$&'()*+,;=:@%-]+)*/");

    private static final Pattern DOTS = Pattern.compile(".*/\\.{1,2}/.*");
    private static final Set<String> OF_VAULT = Set.of("certificate", "key", "server-name", "skip-verify");

    private ImsBinder() {}

    static Optional<BackendConfig> bind(String name, Section section) {
        BackendKeys.check(section, TYPE);
        section.required("address", "write where the metadata service is, like http://metadata.example");
        Optional<URI> address = section.given("address", MetadataAddress::parse);
        Optional<String> prefix = section.text("prefix").isEmpty()
                ? Optional.of(DEFAULT_PREFIX)
                : section.value("prefix", ImsBinder::prefix);
        Optional<URI> proxy = section.given("proxy", HttpProxy::parse);
        Optional<Path> authority = authority(section.section("tls"));
        Duration timeout = BackendBinder.timeout(section);
        int retries = BackendBinder.retries(section);
        RateLimit rate = BackendBinder.rateLimit(section);
        BreakerConfig breaker = BackendBinder.breaker(section);
        return address.flatMap(uri ->
                prefix.map(path -> new ImsConfig(name, uri, path, proxy, authority, timeout, retries, rate, breaker)));
    }

    private static Optional<Path> authority(Section tls) {
        for (String key : new TreeSet<>(OF_VAULT)) {
            if (tls.isGiven(key)) {
                tls.nameError(key, "is for back ends of type vault; one of type ims has ca-certificate");
            }
        }
        return tls.file("ca-certificate", FileContent::pem);
    }

    /** With slashes at both ends, whether they were written or not. */
    private static String prefix(String text) {
        String path = ("/" + text + "/").replaceFirst("^/+", "/").replaceFirst("/+$", "/");
        if (!PREFIX.matcher(path).matches() || DOTS.matcher(path).matches()) {
            throw new IllegalArgumentException(
                    "is not the path below which roles are listed; write it like " + DEFAULT_PREFIX);
        }
        return path;
    }
}
