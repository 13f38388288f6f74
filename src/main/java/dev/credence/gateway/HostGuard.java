package dev.credence.gateway;

import io.netty.util.NetUtil;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Refuses {@code Host} values that no workload uses, so that a web page whose name is made to resolve to this node (DNS
 * rebinding) reads nothing. IP literals cannot be rebound; the metadata names are what SDKs send.
 */
final class HostGuard {
    private static final Set<String> ALWAYS =
            Set.of("localhost", "metadata", "metadata.google.internal", "metadata.google.internal.");

    private final Set<String> configured;
    /** The value seen last and found good: nearly all requests to a listener carry the same. */
    private @Nullable String lastGood;

    HostGuard(Set<String> configured) {
        this.configured = configured;
    }

    /** True if the header is one that a workload sends. One instance for each event loop. */
    boolean trusts(String host) {
        if (host.equals(lastGood)) {
            return true;
        }
        String name = withoutPort(host).toLowerCase(Locale.ROOT);
        if (ALWAYS.contains(name) || configured.contains(name) || isAddress(name)) {
            lastGood = host;
            return true;
        }
        return false;
    }

    private static boolean isAddress(String name) {
        if (name.startsWith("[")) {
            return name.endsWith("]") && NetUtil.isValidIpV6Address(name);
        }
        return NetUtil.isValidIpV4Address(name);
    }

    private static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
    }
}
