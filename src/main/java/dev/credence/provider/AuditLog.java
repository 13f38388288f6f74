package dev.credence.provider;

import dev.credence.caller.Caller;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.IssuedCredential;
import dev.credence.telemetry.Cloud;
import dev.credence.telemetry.LogFields;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** Who was given which credential and until when, and who was refused; a stream of its own for those who must know. */
public final class AuditLog {
    private static final Logger LOG = LoggerFactory.getLogger("credence.audit");

    private static final String ROLE = "role";

    private final String provider;

    AuditLog(Cloud cloud) {
        this.provider = cloud.label();
    }

    void given(IssuedCredential issued, Caller caller, String requestId) {
        LoggingEventBuilder line = LOG.atInfo();
        String role = roleOf(issued.key());
        if (!role.isEmpty()) {
            line = line.addKeyValue(ROLE, role);
        }
        line.addKeyValue(LogFields.PROVIDER, provider)
                .addKeyValue(LogFields.CALLER, caller.name())
                .addKeyValue("address", caller.address())
                .addKeyValue("rule", caller.label())
                .addKeyValue(LogFields.CREDENTIAL, issued.key().credential())
                .addKeyValue("key_suffix", issued.credential().fingerprint())
                .addKeyValue(LogFields.EXPIRES, issued.expires())
                .addKeyValue(LogFields.REQUEST_ID, requestId)
                .log("credential given");
    }

    /** The role, where it is not the configuration alone that says which; empty text otherwise. */
    static String roleOf(CredentialKey key) {
        return key.cloud() == Cloud.AWS ? key.variant().orElse("") : "";
    }

    /** A caller asked for a credential and did not get it. */
    public void refused(Caller caller, String credential, String reason, String requestId) {
        refused(caller, credential, "", reason, requestId);
    }

    /** As {@link #refused(Caller, String, String, String)}, with the role that the caller named, if it named one. */
    void refused(Caller caller, String credential, String role, String reason, String requestId) {
        LoggingEventBuilder line = LOG.atInfo();
        if (!role.isEmpty()) {
            line = line.addKeyValue(ROLE, role);
        }
        line.addKeyValue(LogFields.PROVIDER, provider)
                .addKeyValue(LogFields.CALLER, caller.name())
                .addKeyValue("address", caller.address())
                .addKeyValue("rule", caller.label())
                .addKeyValue(LogFields.CREDENTIAL, credential)
                .addKeyValue(LogFields.OUTCOME, reason)
                .addKeyValue(LogFields.REQUEST_ID, requestId)
                .log("credential refused");
    }
}
