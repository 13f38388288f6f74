package dev.credence.caller;

import dev.credence.config.CallerConfig;
import dev.credence.telemetry.Secret;
import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;

/**
 * One line of {@code callers}, ready to match.
 *
 * @param position in the configuration
 * @param token content of its token file, if it has one
 */
record CallerRule(int position, CallerConfig config, Optional<Secret> token) {

    boolean admitsAddress(InetAddress address) {
        return config.cidr().map(cidr -> cidr.contains(address)).orElse(true);
    }

    /** True if the rule asks for a token and this is it. */
    boolean hasToken(String presented) {
        return token.map(secret -> secret.matches(presented)).orElse(false);
    }

    Caller caller(InetAddress from) {
        String address = from.getHostAddress();
        return new Caller(
                config.name().orElse(address), address, position, label(), config.credentials(), Map.of(), Map.of());
    }

    private String label() {
        return config.name().orElseGet(() -> "rule-" + (position + 1));
    }
}
