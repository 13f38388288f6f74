package dev.credence.provider;

import dev.credence.telemetry.Cloud;

/** One emulated cloud, as a listener sees it. Immutable or safe for any thread; every listener asks the same one. */
public interface Provider {

    /** Which cloud it is. */
    Cloud cloud();

    /** True if the path, normalised, belongs to this cloud. */
    boolean owns(String path);

    /** Answers the request, now or later; never throws for anything that a client sent. */
    void handle(Exchange exchange);

    /** Answers a request that may not be handled, in the cloud's own dialect. */
    void reject(Exchange exchange, Rejection reason);
}
