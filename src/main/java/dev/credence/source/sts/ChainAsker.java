package dev.credence.source.sts;

import dev.credence.credential.AwsCredential;
import dev.credence.credential.Outcome;
import dev.credence.source.WebApi;
import io.vertx.core.Future;
import java.util.concurrent.TimeoutException;

/** Asks with what AWS's SDK finds by itself. */
final class ChainAsker implements Asker {
    static final String NO_CREDENTIALS = "sts.no_credentials";

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

    /** The SDK names every link of its chain; what is left are the reasons. */
    private static String reasons(String message) {
        return message.replaceAll(
                "AwsCredentialsProviderChain\\(credentialsProviders=\\[[^]]*]\\)", "the default chain");
    }
}
