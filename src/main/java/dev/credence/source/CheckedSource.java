package dev.credence.source;

import dev.credence.credential.BackendStatus;
import dev.credence.credential.Credential;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.IssuedCredential;
import dev.credence.credential.Outcome;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Makes before it breaks: what has a lease and takes the place of something that works is issued only once it works
 * too. Until then the service goes on with what it has; and what never works is given back.
 *
 * <p>Goes around the breaker: a check may take minutes and says nothing about the back end. Belongs to the context that
 * created it, except {@link #status()}.
 */
public final class CheckedSource implements CredentialSource {
    private static final Outcome.Failure DROPPED = new Outcome.Unavailable(
            "backend.dropped", "the credential was let go of while it was being checked, ask again");

    private final CredentialSource source;
    private final CredentialCheck check;
    private final Propagation propagation;
    private final Set<Leased> checking = new HashSet<>();

    private record Leased(CredentialKey key, String lease) {}

    public CheckedSource(CredentialSource source, CredentialCheck check, Propagation propagation) {
        this.source = source;
        this.check = check;
        this.propagation = propagation;
    }

    @Override
    public Future<Outcome> issue(CredentialKey key) {
        return checked(key, source.issue(key), fresh -> Future.succeededFuture());
    }

    @Override
    public Future<Outcome> issueUrgently(CredentialKey key) {
        return checked(key, source.issueUrgently(key), fresh -> Future.succeededFuture());
    }

    @Override
    public Future<Outcome> replace(IssuedCredential held) {
        return checked(held.key(), source.replace(held), fresh -> propagation.await(held, fresh));
    }

    /** The same credential as before needs no check. */
    @Override
    public Future<Outcome> renew(IssuedCredential held, String lease) {
        return source.renew(held, lease);
    }

    /**
     * Whoever gives back what the next one would have replaced wants neither: the key was dropped, or the gateway stops
     * and will not wait for the end of the check.
     */
    @Override
    public Future<Void> release(CredentialKey key, String lease) {
        return Future.join(source.release(key, lease), abandon(leased -> leased.key.equals(key)))
                .<Void>mapEmpty()
                .otherwiseEmpty();
    }

    /** As {@link #release}: what would have replaced it reaches nobody any more. */
    @Override
    public Future<Void> leave(CredentialKey key, String lease, Instant until) {
        return Future.join(source.leave(key, lease, until), abandon(leased -> leased.key.equals(key)))
                .<Void>mapEmpty()
                .otherwiseEmpty();
    }

    @Override
    public BackendStatus status() {
        return source.status();
    }

    /** What is being checked is nobody's yet, so it is given back here. */
    @Override
    public Future<Void> close() {
        return abandon(leased -> true).compose(done -> source.close());
    }

    private Future<Void> abandon(Predicate<Leased> which) {
        List<Leased> abandoned = checking.stream().filter(which).toList();
        abandoned.forEach(checking::remove);
        return Future.join(abandoned.stream()
                        .map(leased -> source.release(leased.key, leased.lease))
                        .toList())
                .<Void>mapEmpty()
                .otherwiseEmpty();
    }

    private Future<Outcome> checked(
            CredentialKey key, Future<Outcome> answer, Function<Credential, Future<Void>> known) {
        return answer.compose(outcome ->
                outcome instanceof Outcome.Issued issued && issued.lease().isPresent()
                        ? checked(issued, new Leased(key, issued.lease().get()), known)
                        : Future.succeededFuture(outcome));
    }

    private Future<Outcome> checked(Outcome.Issued issued, Leased leased, Function<Credential, Future<Void>> known) {
        checking.add(leased);
        Credential fresh = issued.credential();
        return known.apply(fresh)
                .compose(now -> check.check(leased.key, fresh))
                .compose(result -> end(issued, leased, result));
    }

    private Future<Outcome> end(Outcome.Issued issued, Leased leased, Optional<Outcome.Failure> failure) {
        if (!checking.remove(leased)) {
            return Future.succeededFuture(DROPPED);
        }
        return failure.isEmpty()
                ? Future.succeededFuture(issued)
                : source.release(leased.key, leased.lease).map(released -> failure.get());
    }
}
