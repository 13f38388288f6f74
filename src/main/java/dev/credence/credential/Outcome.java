package dev.credence.credential;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How asking a back end for a credential ended. Expected failures are values; each has a stable code. */
public sealed interface Outcome {

    /**
     * The back end issued a credential.
     *
     * @param credential what it issued
     * @param expires when it stops working: whole seconds, never later than the truth
     * @param lease by which the back end can take it back ({@link CredentialIssuer#release}); empty if it ends by itself
     */
    record Issued(Credential credential, Instant expires, Optional<String> lease) implements Outcome {
        /** One that ends by itself. */
        public Issued(Credential credential, Instant expires) {
            this(credential, expires, Optional.empty());
        }
    }

    /** No credential: why, in a code for machines and a sentence for people. Neither ever holds a secret. */
    sealed interface Failure extends Outcome {
        /** Stable and bounded, such as {@code vault.permission_denied}: fit for a metric's label. */
        String code();

        /** One sentence that says what to do where that is known. */
        String message();
    }

    /** The back end answered, and the answer is no. Asking again at once would get the same. */
    sealed interface Refusal extends Failure {}

    /** The role, mount or account does not exist. */
    record NotFound(String code, String message) implements Refusal {}

    /** The back end knows it and does not permit it, or cannot accept the request as configured. */
    record Denied(String code, String message) implements Refusal {}

    /** The back end asks for patience. */
    record Throttled(String code, String message, Duration retryAfter) implements Failure {}

    /** The back end cannot be reached, is sealed, fails or answers nonsense. */
    record Unavailable(String code, String message) implements Failure {}
}
