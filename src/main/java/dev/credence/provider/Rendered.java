package dev.credence.provider;

import dev.credence.credential.IssuedCredential;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A credential and what was rendered from it.
 *
 * @param <D> the documents of a cloud
 */
public final class Rendered<D> {
    /** Callers remembered for each credential; more of them are told of in the audit log each time they ask. */
    private static final int REMEMBERED_CALLERS = 10_000;

    private final IssuedCredential issued;
    private final D documents;
    private final Set<String> given = ConcurrentHashMap.newKeySet();

    Rendered(IssuedCredential issued, D documents) {
        this.issued = issued;
        this.documents = documents;
    }

    /** The credential. */
    public IssuedCredential issued() {
        return issued;
    }

    /** What was rendered from it. */
    public D documents() {
        return documents;
    }

    /** True when the caller gets this credential for the first time, which is what the audit log wants to know. */
    boolean isFirstFor(String caller) {
        return !given.contains(caller) && (given.size() >= REMEMBERED_CALLERS || given.add(caller));
    }
}
