package dev.credence.gateway;

import dev.credence.caller.Caller;
import dev.credence.caller.CallerResolver;
import dev.credence.credential.CallerLimiter;
import dev.credence.provider.Provider;
import dev.credence.telemetry.Cloud;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a listener needs to know about a request, as the configuration now says; replaced as a whole.
 *
 * @param providers every cloud there is, whether a listener has it or not: each says no in its own dialect
 * @param requests limit for each caller
 */
public record Routing(CallerResolver callers, List<Provider> providers, CallerLimiter requests) {
    private static final String ROOT = "/";

    public Routing {
        providers = List.copyOf(providers);
    }

    /**
     * The provider that answers: the path's own, also if it is off; for a path of nobody the first one enabled, which
     * knows how to say no.
     *
     * @param asksGoogle whether the request has the header that only Google's clients send
     */
    Provider providerOf(String path, boolean asksGoogle, Caller caller, Set<Cloud> enabled) {
        if (path.equals(ROOT)) {
            return providerOfRoot(asksGoogle, caller, enabled);
        }
        for (Provider provider : providers) {
            if (provider.owns(path)) {
                return provider;
            }
        }
        return firstOf(enabled);
    }

    /** The root is the one path that clouds share (EC2 lists versions there, Google's clients detect their cloud). */
    private Provider providerOfRoot(boolean asksGoogle, Caller caller, Set<Cloud> enabled) {
        Provider google = find(Cloud.GCP);
        if (google == null || asksGoogle) {
            return google == null ? firstOf(enabled) : google;
        }
        Provider amazon = enabled.contains(Cloud.AWS) ? find(Cloud.AWS) : null;
        boolean onlyGoogle =
                enabled.contains(Cloud.GCP) && google.serves(caller) && (amazon == null || !amazon.serves(caller));
        return onlyGoogle || (amazon == null && enabled.contains(Cloud.GCP)) ? google : firstOf(enabled);
    }

    private Provider firstOf(Set<Cloud> enabled) {
        for (Provider provider : providers) {
            if (enabled.contains(provider.cloud())) {
                return provider;
            }
        }
        throw new IllegalStateException("a listener without a provider");
    }

    private @Nullable Provider find(Cloud cloud) {
        for (Provider provider : providers) {
            if (provider.cloud() == cloud) {
                return provider;
            }
        }
        return null;
    }

    boolean permits(String address) {
        return requests.permits(address);
    }
}
