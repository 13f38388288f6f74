package dev.credence.provider;

import dev.credence.caller.Caller;
import dev.credence.caller.Refusal;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.IssuedCredential;
import dev.credence.telemetry.Cloud;
import dev.credence.telemetry.LogFields;
import dev.credence.telemetry.RequestId;
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

    void given(IssuedCredential issued, Caller caller, Exchange exchange) {
        LoggingEventBuilder line = about(caller, roleOf(issued.key()))
                .addKeyValue(LogFields.CREDENTIAL, issued.key().credential())
                .addKeyValue("key_suffix", issued.credential().fingerprint())
                .addKeyValue(LogFields.EXPIRES, issued.expires());
        RequestLog.about(line, exchange, caller).log("credential given");
    }

    /** The role, where it is not the configuration alone that says which; empty text otherwise. */
    static String roleOf(CredentialKey key) {
        return key.cloud() == Cloud.AWS ? key.variant().orElse("") : "";
    }

    /** A caller asked for a credential and did not get it. Of one that was not recognised that has been told. */
    public void refused(Caller caller, String credential, String reason, Exchange exchange) {
        refused(caller, credential, "", reason, exchange);
    }

    /** As {@link #refused(Caller, String, String, Exchange)}, with the role that the caller named, if it named one. */
    void refused(Caller caller, String credential, String role, String reason, Exchange exchange) {
        if (caller.refusal().filter(why -> why != Refusal.NO_RULE).isPresent()) {
            return;
        }
        LoggingEventBuilder line = about(caller, role)
                .addKeyValue(LogFields.CREDENTIAL, credential)
                .addKeyValue(LogFields.OUTCOME, reason);
        RequestLog.about(line, exchange, caller).log("credential refused");
    }

    /** Somebody asked of whom it cannot be told which container it is. */
    public static void unrecognised(Caller caller, Refusal reason, Exchange exchange) {
        RequestLog.about(unrecognised(caller, reason), exchange, caller).log("caller not recognised");
    }

    /** The same where it is the connection that is refused, whatever is asked on it. */
    public static void ended(Caller caller) {
        unrecognised(caller, Refusal.CONTAINER_ENDED)
                .addKeyValue(LogFields.REQUEST_ID, RequestId.of(null))
                .log("caller not recognised");
    }

    private static LoggingEventBuilder unrecognised(Caller caller, Refusal reason) {
        return STREAM.atInfo().addKeyValue("address", caller.address()).addKeyValue(LogFields.OUTCOME, reason.label());
    }

    /** Who it is, and what it was recognised by; of a container's environment and labels only the role, and what log.fields chooses. */
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
