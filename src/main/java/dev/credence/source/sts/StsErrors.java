package dev.credence.source.sts;

import dev.credence.credential.AwsCredential;
import dev.credence.credential.Outcome;
import dev.credence.source.NoAnswer;
import dev.credence.source.WebApi;
import dev.credence.source.sts.Trouble.Kind;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * The one table of what STS and IAM say no with (wire.md 6).
 *
 * <p>What they say is passed on, because it names who is not permitted what; but it can hold the whole of what was signed,
 * session token included, so what is secret is masked and only the first line is taken.
 */
final class StsErrors {
    static final String RATE_LIMITED = "sts.rate_limited";
    static final String POOL_EXHAUSTED = "sts.pool_exhausted";
    static final String CREDENTIALS_EXPIRED = "sts.credentials_expired";
    static final String CREDENTIALS_NOT_READY = "sts.credentials_not_ready";
    static final String CLOCK_SKEWED = "sts.clock_skewed";
    static final String BAD_ANSWER = "sts.bad_answer";

    private static final Set<String> EXPIRED =
            Set.of("ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired");
    private static final Set<String> UNKNOWN_KEY =
            Set.of("InvalidClientTokenId", "UnrecognizedClientException", "InvalidAccessKeyId");
    private static final Set<String> UNSIGNED = Set.of(
            "SignatureDoesNotMatch", "MissingAuthenticationToken", "IncompleteSignature", "InvalidSignatureException");
    private static final Set<String> BAD_POLICY = Set.of("MalformedPolicyDocument", "PackedPolicyTooLarge");
    private static final Set<String> THROTTLED = Set.of(
            "Throttling",
            "ThrottlingException",
            "ThrottledException",
            "RequestThrottled",
            "RequestThrottledException",
            "RequestLimitExceeded",
            "BandwidthLimitExceeded",
            "TooManyRequestsException",
            "LimitExceededException",
            "SlowDown",
            "PriorRequestNotComplete");
    private static final Set<String> PASSING =
            Set.of("IDPCommunicationError", "RequestTimeout", "RequestTimeoutException");
    /** Without a hint of the service: a little more than what the pauses between attempts come to. */
    static final Duration NO_HINT = Duration.ofSeconds(2);

    private static final Duration LONGEST_HINT = Duration.ofHours(1);
    private static final Pattern SKEWED = Pattern.compile("(?i).*Signature (expired|not yet current).*");
    private static final Pattern ACCESS_KEY = Pattern.compile("\\b(A[A-Z]{3})[A-Z0-9]{8,}([A-Z0-9]{4})\\b");
    private static final int TOO_MANY = 429;
    private static final int SERVER_ERROR = 500;

    /** What it was that was asked: the names that messages call it by. */
    private final String service;

    /**
     * @param service as people know it, {@code STS} or {@code IAM}, with where it is
     */
    StsErrors(String service) {
        this.service = service;
    }

    /** What the service answered with. */
    record Said(int status, String code, String message, Optional<Duration> retryAfter) {}

    /** What a call of the SDK failed with. */
    Trouble of(Throwable thrown, AwsCredential with) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (cause instanceof AwsServiceException refusal) {
            return of(error(refusal), with);
        }
        for (Throwable deeper = cause; deeper != null; deeper = deeper.getCause()) {
            if (deeper instanceof Unanswered none) {
                return unanswered(none.reason(), String.valueOf(none.getMessage()));
            }
            if (deeper instanceof AwsSdk.Incomplete incomplete) {
                return badAnswer(incomplete.why());
            }
        }
        // The parser's message may quote what it could not read.
        return badAnswer("it cannot be read (" + cause.getClass().getSimpleName() + ")");
    }

    /** What the service's error means. */
    Trouble of(Said error, AwsCredential with) {
        String code = error.code();
        String said = said(error, with);
        if (EXPIRED.contains(code)) {
            return new Trouble(Kind.EXPIRED, new Outcome.Unavailable(CREDENTIALS_EXPIRED, said));
        }
        if (UNKNOWN_KEY.contains(code)) {
            return new Trouble(
                    Kind.UNKNOWN_KEY,
                    new Outcome.Denied(
                            "sts.bad_credentials",
                            said + "; the access key that it was asked with does not exist there"));
        }
        if (THROTTLED.contains(code) || error.status() == TOO_MANY) {
            return new Trouble(
                    Kind.THROTTLED,
                    new Outcome.Throttled(
                            "sts.throttled", said, error.retryAfter().orElse(NO_HINT)));
        }
        if (UNSIGNED.contains(code) && SKEWED.matcher(error.message()).find()) {
            return new Trouble(
                    Kind.PASSING,
                    new Outcome.Unavailable(CLOCK_SKEWED, said + "; set the clock of this machine right"));
        }
        if (PASSING.contains(code) || error.status() >= SERVER_ERROR) {
            return new Trouble(Kind.PASSING, new Outcome.Unavailable("sts.unavailable", said));
        }
        return refused(code, said, error.message());
    }

    Trouble rateLimited(Duration patience) {
        return Trouble.last(new Outcome.Throttled(
                RATE_LIMITED,
                "too many requests to " + service + " wait already for their turn; raise rate-limit of the back end",
                patience));
    }

    Trouble badAnswer(String why) {
        return Trouble.last(
                new Outcome.Unavailable(BAD_ANSWER, "the answer of " + service + " makes no sense: " + why));
    }

    Trouble unanswered(NoAnswer reason, String words) {
        return switch (reason) {
            case POOL_EXHAUSTED ->
                Trouble.last(new Outcome.Unavailable(POOL_EXHAUSTED, "too many requests wait for " + service));
            case TIMEOUT -> Trouble.last(new Outcome.Unavailable("sts.timeout", service + " did not answer in time"));
            case TOO_LARGE -> badAnswer(words);
            case TLS_FAILED ->
                Trouble.last(new Outcome.Unavailable(
                        "sts.tls_failed", service + " cannot be trusted: " + WebApi.firstLine(words)));
            case UNREACHABLE ->
                new Trouble(
                        Kind.PASSING,
                        new Outcome.Unavailable(
                                "sts.unreachable", service + " cannot be reached: " + WebApi.firstLine(words)));
        };
    }

    private static Trouble refused(String code, String said, String message) {
        if (code.equals("ValidationError") && message.contains("DurationSeconds")) {
            return new Trouble(
                    Kind.TOO_LONG, new Outcome.Denied("sts.life_too_long", said + "; ask for a shorter ttl"));
        }
        if (code.equals("NoSuchEntity")) {
            return Trouble.last(new Outcome.NotFound("sts.role_not_found", said));
        }
        if (code.startsWith("AccessDenied")) {
            return Trouble.last(new Outcome.Denied(
                    "sts.access_denied",
                    said + "; the role's trust policy must name who asks, and who asks must be permitted to"));
        }
        if (code.equals("RegionDisabledException")) {
            return Trouble.last(new Outcome.Denied(
                    "sts.region_disabled",
                    said + "; activate STS for the region in the account, or use another region"));
        }
        if (UNSIGNED.contains(code)) {
            return Trouble.last(new Outcome.Denied("sts.bad_credentials", said));
        }
        return Trouble.last(new Outcome.Denied(
                BAD_POLICY.contains(code)
                        ? "sts.bad_policy"
                        : code.equals("ValidationError") ? "sts.invalid_request" : "sts.denied",
                said));
    }

    private String said(Said error, AwsCredential with) {
        String message = WebApi.firstLine(masked(error.message(), with));
        String code = error.code().isEmpty() ? "status " + error.status() : error.code();
        return service + " says " + code + (message.isEmpty() ? "" : ": " + message);
    }

    private static String masked(String message, AwsCredential with) {
        String masked = message.replace(with.secretAccessKey().reveal(), "***");
        if (with.sessionToken().isPresent()) {
            masked = masked.replace(with.sessionToken().get().reveal(), "***");
        }
        return ACCESS_KEY.matcher(masked).replaceAll("$1...$2");
    }

    private static Said error(AwsServiceException refusal) {
        AwsErrorDetails details = refusal.awsErrorDetails();
        String code = details == null ? null : details.errorCode();
        String message = details == null ? null : details.errorMessage();
        Optional<Duration> retryAfter = Optional.ofNullable(details)
                .map(AwsErrorDetails::sdkHttpResponse)
                .flatMap(response -> response.firstMatchingHeader("Retry-After"))
                .map(String::strip)
                .filter(text -> text.matches("[0-9]{1,9}"))
                .map(text -> Duration.ofSeconds(Long.parseLong(text)))
                .map(asked -> asked.compareTo(LONGEST_HINT) > 0 ? LONGEST_HINT : asked);
        return new Said(
                refusal.statusCode(),
                code == null ? "" : WebApi.firstLine(code),
                message == null ? "" : message,
                retryAfter);
    }
}
