package dev.credence.credential;

import io.vertx.core.Future;
import java.util.Map;

/** Makes the back ends, and ends them. */
@FunctionalInterface
public interface Issuers {
    /**
     * By name; called once, on the context that their state is to belong to.
     *
     * @param leases told of leases that end before their time
     */
    Map<String, CredentialIssuer> open(LeaseListener leases);

    /**
     * Whether another gateway serves in the place of this one, which ends: what workloads hold is left to that one. Asked
     * once, at the end.
     */
    default boolean haveSuccessor() {
        return false;
    }

    /**
     * Called when nothing is issued or released any more, as long as connections that were made on that context still work:
     * Vert.x closes them when what was deployed there has ended.
     */
    default Future<Void> close() {
        return Future.succeededFuture();
    }
}
