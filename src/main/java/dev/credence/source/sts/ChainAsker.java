package dev.credence.source.sts;

import dev.credence.credential.AwsCredential;
import dev.credence.credential.Outcome;
import dev.credence.source.WebApi;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Asks with what AWS's SDK finds by itself. */
final class ChainAsker implements Asker {
    static final String NO_CREDENTIALS = "sts.no_credentials";

    /** Between the SDK's list of its links and the list of what each of them says. */
    private static final String REASONS = "]) : [";
    /** What a link is made of, innermost first. */
    private static final Pattern IN_PARENTHESES = Pattern.compile(" ?\\([^()]*\\)");

    private static final int DEEPEST = 5;
    private static final Pattern NEXT_LINK = Pattern.compile("[.]?, (?=\\w+Provider: )");
    private static final List<String> NOT_SET_UP = List.of(
            "Access key must be specified",
            "AWS_WEB_IDENTITY_TOKEN_FILE or the java",
            "neither AWS_CONTAINER_CREDENTIALS_FULL_URI");

    private final String backend;
    private final SdkAccess access;

    ChainAsker(String backend, SdkAccess access) {
        this.backend = backend;
        this.access = access;
    }

    @Override
    public Future<Said<AwsCredential>> credential() {
        return access.found()
                .transform(end -> Future.succeededFuture(
                        end.succeeded() ? new Said.Answer<>(end.result()) : new Said.No<>(none(end.cause()))));
    }

    @Override
    public Future<Said<AwsCredential>> other(AwsCredential rejected) {
        access.lookAgain();
        return credential();
    }

    private Trouble none(Throwable cause) {
        String why = cause instanceof TimeoutException
                ? "the search takes longer than " + SdkAccess.PATIENCE.toSeconds() + " s"
                : WebApi.firstLine(reasons(String.valueOf(cause.getMessage())));
        return Trouble.last(new Outcome.Unavailable(
                NO_CREDENTIALS,
                "no AWS credentials to ask STS with: the default chain (environment, web identity, profile, container,"
                        + " instance) found none; provide some, or name a back end in backends." + backend
                        + ".credentials: " + why));
    }

    /**
     * The SDK names every link of its chain with all that it is made of, and for most of them only that nobody has set
     * them up; what is left is what somebody has to mend.
     */
    private static String reasons(String message) {
        int list = message.indexOf(REASONS);
        if (list < 0) {
            return message;
        }
        String text = message.substring(list + REASONS.length()).replaceFirst("]$", "");
        for (int depth = 0; depth < DEEPEST; depth++) {
            text = IN_PARENTHESES.matcher(text).replaceAll("");
        }
        String left = NEXT_LINK
                .splitAsStream(text)
                .filter(reason -> NOT_SET_UP.stream().noneMatch(reason::contains))
                .map(reason -> reason.replaceFirst("^(\\w+?)(?:Credentials)?Provider: ", "$1: ")
                        .replace("Unable to load credentials from system settings. ", "")
                        .replaceFirst("[.]$", ""))
                .collect(Collectors.joining("; "));
        return left.isEmpty() ? "nothing is set up" : left;
    }
}
