package dev.credence.credential;

import dev.credence.telemetry.Cloud;
import dev.credence.telemetry.LogFields;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * One line for each issue, failure, refusal and drop; never one for a hit, and never a secret. Everything kept is by the
 * name of a credential, so it is bounded by the configuration.
 */
final class CredentialLog implements CredentialObserver {
    private static final Logger LOG = LoggerFactory.getLogger("credence.credential");

    /** The resource or audience, where a credential has several. */
    private static final String VARIANT = "variant";

    /** Below this botocore takes instance metadata credentials for an outage and extends their expiry by itself. */
    private static final Duration SHORT_LIFE = Duration.ofMinutes(20);

    /** The same failure of the same credential is told again after this time at the earliest. */
    private static final Duration REPETITION = Duration.ofSeconds(10);

    /** Credentials warned about already; */
    private final Set<String> warned = new HashSet<>();

    private final Map<String, Reported> reported = new HashMap<>();
    private final TimeSource time;

    private record Reported(String code, long nanos) {}

    CredentialLog(TimeSource time) {
        this.time = time;
    }

    @Override
    public void issued(IssuedCredential issued, BackEndCall call) {
        done(issued, "issued", call);
        Duration life = Duration.between(issued.issued(), issued.expires());
        if (issued.key().cloud() == Cloud.AWS
                && life.compareTo(SHORT_LIFE) < 0
                && warned.add(issued.key().credential())) {
            LOG.atWarn()
                    .addKeyValue(LogFields.CREDENTIAL, issued.key().credential())
                    .addKeyValue(LogFields.EXPIRES, issued.expires())
                    .log("credential lives less than 20 minutes: some SDKs take that for an outage of the metadata"
                            + " service; raise the role's ttl or use the container endpoint");
        }
    }

    @Override
    public void renewed(IssuedCredential renewed, BackEndCall call) {
        done(renewed, "renewed", call);
    }

    private void done(IssuedCredential credential, String what, BackEndCall call) {
        reported.remove(credential.key().credential());
        begunBy(call.request(), named(LOG.atInfo(), credential.key()))
                .addKeyValue(LogFields.BACKEND, credential.key().backend())
                .addKeyValue(LogFields.OUTCOME, what)
                .addKeyValue(LogFields.EXPIRES, credential.expires())
                .addKeyValue(LogFields.DURATION, call.took().toMillis())
                .log("credential {}", what);
    }

    @Override
    public void failed(CredentialStatus status, Outcome.Failure failure, BackEndCall call) {
        if (isRepetition(status.credential(), failure.code())) {
            return;
        }
        var line = (failure instanceof Outcome.Refusal || status.state() != CredentialState.STALE
                        ? LOG.atError()
                        : LOG.atWarn())
                .addKeyValue(LogFields.PROVIDER, status.cloud().label())
                .addKeyValue(LogFields.CREDENTIAL, status.credential())
                .addKeyValue(LogFields.BACKEND, status.backend())
                .addKeyValue(LogFields.OUTCOME, failure.code())
                .addKeyValue(LogFields.DURATION, call.took().toMillis());
        if (status.variant().isPresent()) {
            line = line.addKeyValue(VARIANT, status.variant().get());
        }
        if (status.expires().isPresent()) {
            line = line.addKeyValue(LogFields.EXPIRES, status.expires().get());
        }
        begunBy(call.request(), line).log("credential not issued: {}", failure.message());
    }

    /** Callers that insist during an outage must not fill the disk with one and the same line. */
    private boolean isRepetition(String credential, String code) {
        long now = time.nanoTime();
        Reported last = reported.get(credential);
        if (last != null && last.code().equals(code) && now - last.nanos() < REPETITION.toNanos()) {
            return true;
        }
        reported.put(credential, new Reported(code, now));
        return false;
    }

    @Override
    public void dropped(CredentialKey key, DropReason reason) {
        named(LOG.atInfo(), key).addKeyValue(LogFields.OUTCOME, reason.label()).log("credential dropped");
    }

    @Override
    public void overdue(CredentialKey key, Duration age, String request) {
        begunBy(request, named(LOG.atWarn(), key))
                .addKeyValue(LogFields.BACKEND, key.backend())
                .addKeyValue(LogFields.OUTCOME, "overdue")
                .addKeyValue(LogFields.DURATION, age.toMillis())
                .log("the back end has not answered, it is asked once more");
    }

    @Override
    public void limited(CredentialKey key, String caller, String request, Outcome.Failure failure) {
        begunBy(request, named(LOG.atWarn(), key))
                .addKeyValue(LogFields.CALLER, caller)
                .addKeyValue(LogFields.OUTCOME, failure.code())
                .log("caller limited: {}", failure.message());
    }

    /** The request that began a call; those that wait for it too have lines of their own. */
    private static LoggingEventBuilder begunBy(String request, LoggingEventBuilder line) {
        return request.isEmpty() ? line : line.addKeyValue(LogFields.REQUEST_ID, request);
    }

    private static LoggingEventBuilder named(LoggingEventBuilder line, CredentialKey key) {
        LoggingEventBuilder named = line.addKeyValue(
                        LogFields.PROVIDER, key.cloud().label())
                .addKeyValue(LogFields.CREDENTIAL, key.credential());
        return key.variant().map(variant -> named.addKeyValue(VARIANT, variant)).orElse(named);
    }
}
