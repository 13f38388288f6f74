package dev.credence.source.sts;

import dev.credence.credential.Answer;
import dev.credence.credential.AwsCredential;
import dev.credence.credential.BaseCredentials;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.Outcome;
import dev.credence.credential.Scheduler;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;

/** Asks with a credential that another back end has issued. */
final class BaseAsker implements Asker {
    static final String NO_BASE = "sts.no_base";

    /** After so many pauses, each twice as long as the one before, nobody waits for another credential any more. */
    private static final int MOST_PAUSES = 5;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

    private final CredentialKey key;
    private final BaseCredentials bases;
    private final Scheduler scheduler;

    BaseAsker(CredentialKey key, BaseCredentials bases, Scheduler scheduler) {
        this.key = key;
        this.bases = bases;
        this.scheduler = scheduler;
    }

    @Override
    public Future<Said<AwsCredential>> credential() {
        return bases.base(key).map(answer -> {
            if (answer instanceof Answer.Refused refused) {
                return new Said.No<>(Trouble.last(refused.failure()));
            }
            return answer instanceof Answer.Found found && found.credential().credential() instanceof AwsCredential aws
                    ? new Said.Answer<>(aws)
                    : new Said.No<>(Trouble.last(
                            new Outcome.Denied(NO_BASE, "the credential that the key names is none of AWS")));
        });
    }

    /** The service may have replaced it meanwhile; if not, it is told to, and that takes a moment. */
    @Override
    public Future<Said<AwsCredential>> other(AwsCredential rejected) {
        return credential().compose(now -> {
            if (!isSame(now, rejected)) {
                return Future.succeededFuture(now);
            }
            bases.replace(key);
            return awaitOther(rejected, 1);
        });
    }

    private Future<Said<AwsCredential>> awaitOther(AwsCredential rejected, int pauses) {
        Promise<Void> over = Promise.promise();
        scheduler.after(FIRST_PAUSE.multipliedBy(1L << (pauses - 1)), over::complete);
        return over.future()
                .compose(now -> credential())
                .compose(now -> pauses < MOST_PAUSES && isSame(now, rejected)
                        ? awaitOther(rejected, pauses + 1)
                        : Future.succeededFuture(now));
    }

    private static boolean isSame(Said<AwsCredential> said, AwsCredential other) {
        return said instanceof Said.Answer<AwsCredential> answer
                && answer.value().accessKeyId().equals(other.accessKeyId());
    }
}
