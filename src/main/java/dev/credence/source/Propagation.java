package dev.credence.source;

import dev.credence.credential.AwsCredential;
import dev.credence.credential.Clockwork;
import dev.credence.credential.Credential;
import dev.credence.credential.IssuedCredential;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;

/**
 * The time that a cloud takes until all of it knows a new credential, where nothing tells that it does. IAM is eventually
 * consistent: Vault's documentation has the keys of a new user work after about ten seconds.
 */
public final class Propagation {
    private static final Duration IAM_USER = Duration.ofSeconds(15);

    private final Clockwork clockwork;

    public Propagation(Clockwork clockwork) {
        this.clockwork = clockwork;
    }

    /**
     * Lets that time pass, but not more than half of what is left of the one that is served meanwhile.
     *
     * @param held what the new one takes the place of
     * @return never fails
     */
    Future<Void> await(IssuedCredential held, Credential fresh) {
        boolean user =
                fresh instanceof AwsCredential keys && keys.sessionToken().isEmpty();
        Duration rest = Duration.between(clockwork.time().instant(), held.expires());
        Duration longest = rest.dividedBy(2);
        Duration wait = longest.compareTo(IAM_USER) < 0 ? longest : IAM_USER;
        if (!user || wait.isNegative()) {
            return Future.succeededFuture();
        }
        Promise<Void> over = Promise.promise();
        clockwork.scheduler().after(wait, over::complete);
        return over.future();
    }
}
