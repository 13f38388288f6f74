package dev.credence.credential;

import dev.credence.telemetry.Cloud;

/** The event-bus addresses of the credential service. None ever leaves the process. */
final class CredentialAddresses {
    static final String GET = "credence.credential.get";
    static final String BASE = "credence.credential.base";
    static final String REPLACE = "credence.credential.replace";
    static final String PREFETCH = "credence.credential.prefetch";
    static final String COMMAND = "credence.credential.command";
    static final String STATUS = "credence.credential.status";

    private CredentialAddresses() {}

    /** Where the credentials issued for that cloud are published. */
    static String issued(Cloud cloud) {
        return "credence.credential.issued." + cloud.label();
    }

    /** Where the keys dropped for that cloud are published. */
    static String dropped(Cloud cloud) {
        return "credence.credential.dropped." + cloud.label();
    }
}
