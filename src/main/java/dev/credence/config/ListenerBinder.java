package dev.credence.config;

import dev.credence.telemetry.Cloud;
import dev.credence.telemetry.Secret;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads {@code listeners} and {@code ops}. */
final class ListenerBinder {
    private static final HostPort DEFAULT_OPS = new HostPort("127.0.0.1", 8170);
    private static final Set<Cloud> CLOUDS = Set.of(Cloud.values());
    private static final List<String> LABELS =
            Stream.of(Cloud.values()).map(Cloud::label).toList();

    private static final Pattern HOST = Pattern.compile("[\\w.-]+");

    private final Problems problems;

    ListenerBinder(Problems problems) {
        this.problems = problems;
    }

    List<ListenerConfig> listeners(Section root) {
        Optional<List<Section>> written = root.items("listeners");
        if (written.isEmpty()) {
            return List.of(new ListenerConfig(ListenerConfig.DEFAULT_ADDRESS, CLOUDS, Set.of(), Optional.empty()));
        }
        if (root.isEmptyList("listeners")) {
            root.error("listeners", "is empty; list one, or leave it out for " + ListenerConfig.DEFAULT_ADDRESS);
        }
        List<ListenerConfig> listeners = new ArrayList<>();
        written.get().forEach(section -> listener(section).ifPresent(listeners::add));
        return listeners;
    }

    private Optional<ListenerConfig> listener(Section section) {
        section.required("address", "write host:port, like " + ListenerConfig.DEFAULT_ADDRESS);
        Optional<HostPort> address =
                section.has("address") && section.text("address").isPresent()
                        ? section.value("address", HostPort::parse)
                        : Optional.empty();
        Set<Cloud> providers = providers(section);
        Set<String> hosts = hosts(section);
        Optional<ListenerTls> tls = tls(section.section("tls"));
        boolean reusePort = section.bool("reuse-port", false);
        return address.map(where -> new ListenerConfig(where, providers, hosts, tls, reusePort));
    }

    private Set<Cloud> providers(Section section) {
        Optional<List<ConfigNode.Leaf>> written = section.leaves("providers");
        if (written.isEmpty()) {
            return CLOUDS;
        }
        Set<Cloud> clouds = EnumSet.noneOf(Cloud.class);
        for (ConfigNode.Leaf leaf : written.get()) {
            String label = String.valueOf(leaf.text());
            Cloud.ofLabel(label)
                    .ifPresentOrElse(
                            clouds::add,
                            () -> section.itemError(
                                    "providers",
                                    leaf,
                                    "is not a provider; there are " + String.join(", ", LABELS)
                                            + Suggestion.didYouMean(label, LABELS)));
        }
        if (section.isEmptyList("providers")) {
            section.error("providers", "is empty; write [aws], or leave it out");
        }
        return Set.copyOf(clouds);
    }

    private static Set<String> hosts(Section section) {
        Set<String> hosts = new LinkedHashSet<>();
        for (ConfigNode.Leaf leaf : section.leaves("hosts").orElse(List.of())) {
            String host = String.valueOf(leaf.text()).toLowerCase(Locale.ROOT);
            if (HOST.matcher(host).matches()) {
                hosts.add(host);
            } else {
                section.itemError("hosts", leaf, "is not a host name; write it without scheme and port");
            }
        }
        return Set.copyOf(hosts);
    }

    private Optional<ListenerTls> tls(Section tls) {
        boolean hasKey = tls.has("key");
        if (tls.has("certificate") != hasKey) {
            String missing = hasKey ? "certificate" : "key";
            problems.error(tls.path(missing), tls.origin(missing), "is missing; certificate and key belong together");
        }
        for (String key : List.of("certificate", "key")) {
            // An empty variable behind it must not turn TLS off.
            if (tls.has(key) && !tls.isBroken(key) && tls.text(key).isEmpty()) {
                tls.error(key, "is empty; name a PEM file, or leave tls out");
            }
        }
        StringBuilder chain = new StringBuilder();
        StringBuilder secret = new StringBuilder();
        Optional<Path> certificate = tls.file("certificate", content -> FileContent.pem(content, chain));
        Optional<Path> key = tls.file("key", content -> FileContent.pem(content, secret));
        if (certificate.isEmpty() || key.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> objection = KeyPairCheck.objection(chain.toString(), secret.toString());
        objection.ifPresent(why -> tls.error("key", why));
        return objection.isPresent()
                ? Optional.empty()
                : Optional.of(
                        new ListenerTls(certificate.get(), key.get(), chain.toString(), Secret.of(secret.toString())));
    }

    OpsConfig ops(Section root) {
        Section ops = root.section("ops");
        return new OpsConfig(
                ops.value("address", HostPort::parse).orElse(DEFAULT_OPS),
                ops.file("token-file", FileContent::secret),
                hosts(ops),
                ops.bool("reuse-port", false));
    }
}
