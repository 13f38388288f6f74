package dev.credence.credential;

import io.vertx.core.Future;
import java.time.Instant;

/** What the credential service needs of a back end. */
@FunctionalInterface
public interface CredentialIssuer {

    /**
     * Asks the back end once for a new credential.
     *
     * @return never fails for an expected reason: those are {@link Outcome.Failure} values. It completes in bounded
     *     time, whatever the back end does.
     */
    Future<Outcome> issue(CredentialKey key);

    /**
     * As {@link #issue}, for somebody who waits and has nothing: a back end that is left alone because it failed may be
     * tried for them a little earlier.
     */
    default Future<Outcome> issueUrgently(CredentialKey key) {
        return issue(key);
    }

    /**
     * As {@link #issue}, for a key whose credential still works: there is time to see that the new one does too.
     *
     * @param held what is served until then
     */
    default Future<Outcome> replace(IssuedCredential held) {
        return issue(held.key());
    }

    /**
     * Asks the back end to let what was issued under that lease live on. Only what has a lease is ever renewed.
     *
     * @return the same credential and lease with another end; {@link Outcome.NotFound} if the lease has ended, so that what
     *     is held works no longer; another {@link Outcome.Refusal} if it has to be issued anew, any other failure if asking
     *     again may help. Never fails for an expected reason.
     */
    default Future<Outcome> renew(IssuedCredential held, String lease) {
        return Future.succeededFuture(new Outcome.Denied("backend.not_renewable", "its back end renews nothing"));
    }

    /**
     * Takes back what was issued under that lease: nobody will use it any more. Called once for each lease that did not
     * end by itself.
     *
     * @return completes when the back end has been told, or has been given up on; never fails
     */
    default Future<Void> release(CredentialKey key, String lease) {
        return Future.succeededFuture();
    }

    /**
     * In the place of {@link #release} when this gateway ends and another one has taken over: workloads hold what was
     * issued under that lease, so it is left to that one.
     *
     * @param until the latest end that workloads were told, by the wall clock
     * @return completes when that is remembered, or cannot be; never fails
     */
    default Future<Void> leave(CredentialKey key, String lease, Instant until) {
        return release(key, lease);
    }
}
