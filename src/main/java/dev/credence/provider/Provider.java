package dev.credence.provider;

import dev.credence.caller.Caller;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.CredentialStatus;
import dev.credence.telemetry.Cloud;
import java.util.List;
import java.util.Set;

/** One emulated cloud, as a listener sees it. Immutable or safe for any thread; every listener asks the same one. */
public interface Provider {

    /** Which cloud it is. */
    Cloud cloud();

    /** True if the path, normalised, belongs to this cloud alone. */
    boolean owns(String path);

    /** True if there is a credential of this cloud that the caller may have. */
    boolean serves(Caller caller);

    /** The keys that can be fetched before anyone asks. */
    Set<CredentialKey> prefetchable();

    /** Credentials that cannot even be fetched yet, because their back end has not told what roles it has. */
    default List<CredentialStatus> awaited() {
        return List.of();
    }

    /** Answers the request, now or later; never throws for anything that a client sent. */
    void handle(Exchange exchange);

    /** Answers a request that may not be handled, in the cloud's own dialect. */
    void reject(Exchange exchange, Rejection reason);
}
