package dev.credence.credential;

import dev.credence.telemetry.Cloud;

/**
 * The event-bus addresses of a credential service. None ever leaves the process.
 *
 * @param service what they all begin with
 */
record CredentialAddresses(String service) {
    /** Of the one that workloads are served from. */
    static final CredentialAddresses OF_SERVICE = new CredentialAddresses("credence.credential");

    /** Of one that stands in for it while the gateway rehearses. */
    static final CredentialAddresses OF_REHEARSAL = new CredentialAddresses("credence.rehearsal");

    String get() {
        return service + ".get";
    }

    String base() {
        return service + ".base";
    }

    String replace() {
        return service + ".replace";
    }

    String prefetch() {
        return service + ".prefetch";
    }

    String command() {
        return service + ".command";
    }

    String status() {
        return service + ".status";
    }

    /** Where the credentials issued for that cloud are published. */
    String issued(Cloud cloud) {
        return service + ".issued." + cloud.label();
    }

    /** Where the keys dropped for that cloud are published. */
    String dropped(Cloud cloud) {
        return service + ".dropped." + cloud.label();
    }
}
