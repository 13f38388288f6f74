package dev.credence.credential;

import dev.credence.telemetry.LogFields;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line for each issue, failure, refusal and drop; never one for a hit, and never a secret. */
final class CredentialLog implements CredentialObserver {
    private static final Logger LOG = LoggerFactory.getLogger("credence.credential");

    /** Below this botocore takes instance metadata credentials for an outage and extends their expiry by itself. */
    private static final Duration SHORT_LIFE = Duration.ofMinutes(20);

    /** Credentials warned about already; names of the configuration, so it stays small. */
    private final Set<String> warned = new HashSet<>();

    @Override
    public void issued(IssuedCredential issued, Duration took) {
        LOG.atInfo()
                .addKeyValue(LogFields.PROVIDER, issued.key().cloud().label())
                .addKeyValue(LogFields.CREDENTIAL, issued.key().credential())
                .addKeyValue(LogFields.BACKEND, issued.key().backend())
                .addKeyValue(LogFields.OUTCOME, "issued")
                .addKeyValue(LogFields.EXPIRES, issued.expires())
                .addKeyValue(LogFields.DURATION, took.toMillis())
                .log("credential issued");
        Duration life = Duration.between(issued.issued(), issued.expires());
        if (life.compareTo(SHORT_LIFE) < 0 && warned.add(issued.key().credential())) {
            LOG.atWarn()
                    .addKeyValue(LogFields.CREDENTIAL, issued.key().credential())
                    .addKeyValue(LogFields.EXPIRES, issued.expires())
                    .log("credential lives less than 20 minutes: some SDKs take that for an outage of the metadata"
                            + " service; raise the role's ttl or use the container endpoint");
        }
    }

    @Override
    public void failed(CredentialStatus status, Outcome.Failure failure, Duration took) {
        var line = (failure instanceof Outcome.Refusal || status.state() != CredentialState.STALE
                        ? LOG.atError()
                        : LOG.atWarn())
                .addKeyValue(LogFields.PROVIDER, status.cloud().label())
                .addKeyValue(LogFields.CREDENTIAL, status.credential())
                .addKeyValue(LogFields.BACKEND, status.backend())
                .addKeyValue(LogFields.OUTCOME, failure.code())
                .addKeyValue(LogFields.DURATION, took.toMillis());
        if (status.expires().isPresent()) {
            line = line.addKeyValue(LogFields.EXPIRES, status.expires().get());
        }
        line.log("credential not issued: {}", failure.message());
    }

    @Override
    public void dropped(CredentialKey key, DropReason reason) {
        LOG.atInfo()
                .addKeyValue(LogFields.PROVIDER, key.cloud().label())
                .addKeyValue(LogFields.CREDENTIAL, key.credential())
                .addKeyValue(LogFields.OUTCOME, reason.label())
                .log("credential dropped");
    }

    @Override
    public void limited(CredentialKey key, String caller, Outcome.Failure failure) {
        LOG.atWarn()
                .addKeyValue(LogFields.PROVIDER, key.cloud().label())
                .addKeyValue(LogFields.CREDENTIAL, key.credential())
                .addKeyValue(LogFields.CALLER, caller)
                .addKeyValue(LogFields.OUTCOME, failure.code())
                .log("caller limited: {}", failure.message());
    }
}
