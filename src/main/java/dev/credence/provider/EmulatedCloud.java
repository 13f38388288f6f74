package dev.credence.provider;

import dev.credence.caller.CallerResolver;
import dev.credence.config.Configuration;
import dev.credence.credential.CredentialKey;
import dev.credence.telemetry.Cloud;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.Set;

/**
 * A cloud for the life of the gateway: what it has rendered and signed stays when the configuration changes, its provider
 * is made anew from each. Called from any thread.
 */
public interface EmulatedCloud {

    /** Which one it is. */
    Cloud cloud();

    /**
     * The provider that this configuration asks for. May read files; not for an event loop.
     *
     * @param callers recognises those by the same configuration who were left waiting
     */
    Provider provider(Configuration configuration, CallerResolver callers);

    /**
     * The verticle that keeps this cloud's documents; deployed once.
     *
     * @param prefetched what is to be fetched before anyone asks
     */
    Deployable verticle(Set<CredentialKey> prefetched);

    /**
     * Why the gateway must not go on with that configuration, seen from the outside; asked once the listeners are open.
     *
     * @return never fails
     */
    default Future<Optional<Objection>> objection(Configuration configuration) {
        return Future.succeededFuture(Optional.empty());
    }

    /**
     * Something that only shows when the gateway runs.
     *
     * @param path of the key to be changed, dotted
     * @param message what is wrong and what would be right; reads on from the path
     */
    record Objection(String path, String message) {}

    /** The gateway is about to stop: answers those who wait for something that may never come. */
    default void stopping() {}
}
