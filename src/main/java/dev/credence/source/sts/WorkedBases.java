package dev.credence.source.sts;

import dev.credence.credential.AwsCredential;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.Outcome;
import java.time.Duration;
import java.util.Optional;

/**
 * With which credentials of other back ends something was answered already. An IAM user that was just made is known
 * everywhere after some ten seconds; a session is known at once. Belongs to one context.
 */
final class WorkedBases {
    private final Recent<CredentialKey, String> worked;

    WorkedBases(Duration memory) {
        this.worked = new Recent<>(memory);
    }

    /** That credential, if it is one of another back end, is known to AWS. */
    void learn(CredentialKey key, AwsCredential with, long now) {
        key.base().ifPresent(base -> worked.learn(base, with.accessKeyId(), now));
    }

    /** What to answer if AWS does not know that credential only because it is too new; it must not be replaced then. */
    Optional<Outcome.Failure> tooNew(CredentialKey key, AwsCredential with, Trouble trouble, long now) {
        boolean isNew = trouble.kind() == Trouble.Kind.UNKNOWN_KEY
                && key.base().isPresent()
                && with.sessionToken().isEmpty()
                && worked.recall(key.base().get(), now)
                        .filter(with.accessKeyId()::equals)
                        .isEmpty();
        return isNew
                ? Optional.of(new Outcome.Unavailable(
                        StsErrors.CREDENTIALS_NOT_READY,
                        trouble.failure().message() + "; the user is new and not known everywhere yet"))
                : Optional.empty();
    }
}
