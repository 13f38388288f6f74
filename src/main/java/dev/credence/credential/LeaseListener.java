package dev.credence.credential;

import java.time.Duration;

/** Told by back ends of leases that do not last as long as was said when they were granted or renewed. */
@FunctionalInterface
public interface LeaseListener {

    /**
     * That lease has ended before its time, may have, or soon will: its back end is to be asked for the credential again,
     * and knows by then whether it lets the lease live on ({@link CredentialIssuer#renew}). Called on the context that the
     * back ends belong to; returns at once.
     *
     * @param within when at the latest; by chance sooner, so that not everything is asked for at once
     */
    void doubted(CredentialKey key, String lease, Duration within);
}
