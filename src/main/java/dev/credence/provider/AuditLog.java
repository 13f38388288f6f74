package dev.credence.provider;

import dev.credence.caller.Caller;
import dev.credence.caller.Refusal;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.IssuedCredential;
import dev.credence.telemetry.Cloud;
import dev.credence.telemetry.LogFields;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** Who was given which credential and until when, and who was refused; a stream of its own for those who must know. */
public final class AuditLog {
    static final Logger STREAM = LoggerFactory.getLogger("credence.audit");

    private static final String ROLE = "role";

    private final Logger log;
    private final String provider;

    AuditLog(Logger log, Cloud cloud) {
        this.log = log;
        this.provider = cloud.label();
    }

    void given(IssuedCredential issued, Caller caller, String requestId) {
        about(caller, roleOf(issued.key()))
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

    /** A caller asked for a credential and did not get it. Of one that was not recognised that has been told. */
    public void refused(Caller caller, String credential, String reason, String requestId) {
        refused(caller, credential, "", reason, requestId);
    }

    /** As {@link #refused(Caller, String, String, String)}, with the role that the caller named, if it named one. */
    void refused(Caller caller, String credential, String role, String reason, String requestId) {
        if (caller.refusal().filter(why -> why != Refusal.NO_RULE).isPresent()) {
            return;
        }
        about(caller, role)
                .addKeyValue(LogFields.CREDENTIAL, credential)
                .addKeyValue(LogFields.OUTCOME, reason)
                .addKeyValue(LogFields.REQUEST_ID, requestId)
                .log("credential refused");
    }

    /** Somebody asked of whom it cannot be told which container it is. */
    public static void unrecognised(Caller caller, Refusal reason, String requestId) {
        STREAM.atInfo()
                .addKeyValue("address", caller.address())
                .addKeyValue(LogFields.OUTCOME, reason.label())
                .addKeyValue(LogFields.REQUEST_ID, requestId)
                .log("caller not recognised");
    }

    /** Who it is, and what it was recognised by; nothing of a container's environment or labels but the role. */
    private LoggingEventBuilder about(Caller caller, String role) {
        LoggingEventBuilder named = role.isEmpty() ? log.atInfo() : log.atInfo().addKeyValue(ROLE, role);
        LoggingEventBuilder line = named.addKeyValue(LogFields.PROVIDER, provider)
                .addKeyValue(LogFields.CALLER, caller.name())
                .addKeyValue("address", caller.address())
                .addKeyValue("rule", caller.label())
                .addKeyValue("match", caller.evidence().label());
        return caller.container()
                .map(container ->
                        line.addKeyValue("container", container.shortId()).addKeyValue("image", container.image()))
                .orElse(line);
    }
}
