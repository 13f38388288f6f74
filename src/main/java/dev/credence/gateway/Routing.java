package dev.credence.gateway;

import dev.credence.caller.CallerResolver;
import dev.credence.credential.CallerLimiter;
import dev.credence.provider.Provider;
import dev.credence.telemetry.Cloud;
import java.util.List;
import java.util.Set;

/**
 * Everything that a listener needs to know about a request, as the configuration now says; replaced as a whole.
 *
 * @param providers every cloud there is; a listener picks those enabled on it
 * @param requests limit for each caller
 */
public record Routing(CallerResolver callers, List<Provider> providers, CallerLimiter requests) {

    /** The provider of that path among the clouds enabled, or the first one, which knows how to say no. */
    Provider providerOf(String path, Set<Cloud> enabled) {
        Provider first = null;
        for (Provider provider : providers) {
            if (enabled.contains(provider.cloud())) {
                if (provider.owns(path)) {
                    return provider;
                }
                first = first == null ? provider : first;
            }
        }
        if (first == null) {
            throw new IllegalStateException("a listener without a provider");
        }
        return first;
    }

    boolean permits(String address) {
        return requests.permits(address);
    }
}
