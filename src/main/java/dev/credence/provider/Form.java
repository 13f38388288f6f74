package dev.credence.provider;

import dev.credence.credential.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * One of the forms in which an endpoint gives a credential. Immutable or safe for any thread; on the way of every hit.
 *
 * @param <D> the documents of the cloud
 */
public interface Form<D> {

    /**
     * The document, as it is at that moment of the wall clock; null if this endpoint does not give this credential then.
     */
    @Nullable
    Document document(Rendered<D> rendered, long nowMillis);

    /** Why it does not. */
    Outcome.Failure objection();
}
