package dev.credence.ops;

import io.netty.util.NetUtil;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Refuses what a page of somebody else makes an operator's browser send: requests to a name that was made to resolve to
 * this listener (DNS rebinding), and requests across origins. Programs may use any name, as probes and Prometheus do.
 */
final class BrowserGuard {
    /** All browsers start with it, and none lets a page change it to one that does not, but Firefox. */
    private static final String BROWSER = "Mozilla/";

    private static final Set<String> OWN_SITE = Set.of("same-origin", "none");

    private final Set<String> hosts;

    /**
     * @param hosts names that are trusted besides IP literals and localhost; lower case
     */
    BrowserGuard(Set<String> hosts) {
        this.hosts = hosts;
    }

    /**
     * Why the request is refused; empty if it may pass.
     *
     * @param isForBrowsers whether nobody else asks for that path
     */
    Optional<String> objection(HttpServerRequest request, boolean isForBrowsers) {
        String host = request.getHeader(HttpHeaders.HOST);
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        String site = request.getHeader("Sec-Fetch-Site");
        String agent = request.getHeader(HttpHeaders.USER_AGENT);
        boolean isBrowser =
                isForBrowsers || origin != null || site != null || (agent != null && agent.startsWith(BROWSER));
        if (!isBrowser) {
            return Optional.empty();
        }
        if (host != null && !trusts(nameOf(host))) {
            return Optional.of("this name of the gateway is not known; use its address, or add it to ops.hosts");
        }
        boolean isForeign = origin != null && !isOrigin(origin, host);
        // A link from elsewhere may lead here; a page from elsewhere may not load anything from here.
        boolean isLink = "navigate".equals(request.getHeader("Sec-Fetch-Mode")) && !isForeign;
        if (isForeign || (site != null && !OWN_SITE.contains(site) && !isLink)) {
            return Optional.of("requests from other origins are refused");
        }
        return Optional.empty();
    }

    private boolean trusts(String name) {
        return name.equals("localhost") || hosts.contains(name) || isAddress(name);
    }

    private static boolean isAddress(String name) {
        return name.startsWith("[")
                ? name.endsWith("]") && NetUtil.isValidIpV6Address(name)
                : NetUtil.isValidIpV4Address(name);
    }

    /** Whoever ends TLS before us changes the scheme, so that says nothing. */
    private static boolean isOrigin(String origin, @Nullable String host) {
        int scheme = origin.indexOf("://");
        return scheme > 0 && origin.substring(scheme + "://".length()).equalsIgnoreCase(host);
    }

    private static String nameOf(String host) {
        int colon = host.lastIndexOf(':');
        return (colon > host.lastIndexOf(']') ? host.substring(0, colon) : host).toLowerCase(Locale.ROOT);
    }
}
