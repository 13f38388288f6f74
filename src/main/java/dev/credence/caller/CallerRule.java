package dev.credence.caller;

import dev.credence.config.CallerConfig;
import dev.credence.config.DockerConfig;
import dev.credence.telemetry.Secret;
import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One line of {@code callers}, ready to match.
 *
 * @param position in the configuration
 * @param token content of its token file, if it has one
 * @param engine whose containers it is about; null if it is about others
 */
record CallerRule(
        int position,
        CallerConfig config,
        Optional<Secret> token,
        @Nullable ContainerEngine engine) {

    /** True if the address meets what the rule says about addresses; who has it is for the engine to say. */
    boolean admitsAddress(InetAddress address) {
        return config.cidr().map(cidr -> cidr.contains(address)).orElse(true);
    }

    /** True if the container meets what the rule says about addresses. */
    boolean admits(Container container) {
        return config.cidr().isEmpty() || container.addresses().stream().anyMatch(this::admitsAddress);
    }

    /** True if the rule asks for a token and this is it. */
    boolean hasToken(String presented) {
        return token.map(secret -> secret.matches(presented)).orElse(false);
    }

    /** True if a proxy at that address may say which container asks. */
    boolean trusts(InetAddress proxy) {
        return config.docker().stream().map(DockerConfig::trustedProxies).anyMatch(networks -> networks.stream()
                .anyMatch(network -> network.contains(proxy)));
    }

    Caller caller(InetAddress from) {
        String address = from.getHostAddress();
        Evidence evidence = token.isPresent()
                ? Evidence.Condition.TOKEN
                : config.cidr().isPresent() ? Evidence.Condition.CIDR : Evidence.Condition.ANY;
        return new Caller(
                config.name().orElse(address),
                address,
                position,
                label(),
                config.credentials(),
                Map.of(),
                Map.of(),
                evidence);
    }

    /**
     * The caller that is this container.
     *
     * @param from the address of its connection, or of the proxy that forwarded its request
     */
    Caller caller(InetAddress from, Evidence.OfContainer evidence) {
        Container container = evidence.container();
        InetAddress own = evidence.forwarded()
                ? container.addresses().stream().findFirst().orElse(from)
                : from;
        return new Caller(
                container.name().isEmpty() ? container.shortId() : container.name(),
                own.getHostAddress(),
                position,
                label(),
                config.credentials(),
                container.environment(),
                container.labels(),
                evidence);
    }

    private String label() {
        return config.name().orElseGet(() -> "rule-" + (position + 1));
    }
}
