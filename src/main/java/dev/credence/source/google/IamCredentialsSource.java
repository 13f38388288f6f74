package dev.credence.source.google;

import dev.credence.credential.Answer;
import dev.credence.credential.BackendStatus;
import dev.credence.credential.BaseCredentials;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.GcpAccessToken;
import dev.credence.credential.GcpIdToken;
import dev.credence.credential.Outcome;
import dev.credence.source.AnswerFields;
import dev.credence.source.CredentialSource;
import dev.credence.source.LastError;
import dev.credence.source.UnreadableAnswer;
import dev.credence.source.WebApi;
import dev.credence.telemetry.Secret;
import dev.credence.telemetry.UpstreamMeters;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Google's IAM Service Account Credentials API as a back end: has ID tokens made, {@code generateIdToken}, with access
 * tokens that another back end has issued.
 *
 * <p>Without a breaker of its own. All methods except {@link #status()} belong to the context that created it.
 */
public final class IamCredentialsSource implements CredentialSource {
    private static final String OPERATION = "gcp_id_token";
    private static final String EMAIL_UNKNOWN = "gcp.email_unknown";
    private static final String NO_ACCESS_TOKEN = "gcp.no_access_token";
    /** They begin as the API's own failures do, but it was not asked. */
    private static final Set<String> NOT_ITS_TROUBLE = Set.of(EMAIL_UNKNOWN, NO_ACCESS_TOKEN);
    /** Of an account, or its numeric id. */
    private static final Pattern ACCOUNT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]*");

    private static final String FULL = "full";
    /** A token is used until then at the latest: it has to live a while after it was given to somebody. */
    private static final Duration RESERVE = Duration.ofMinutes(5);
    /** The bound of {@link BaseCredentials#base}, and all that this source adds. */
    private static final Duration BOUND = Duration.ofMinutes(35);

    private final String name;
    private final WebApi api;
    private final BaseCredentials accessTokens;
    private final InstantSource clock;
    private final LastError lastError;

    /**
     * Asks nothing yet.
     *
     * @param endpoint scheme, host and port; its text is the name of the back end
     * @param timeout of one request
     */
    public IamCredentialsSource(
            Vertx vertx,
            URI endpoint,
            BaseCredentials accessTokens,
            InstantSource clock,
            Duration timeout,
            UpstreamMeters meters) {
        this.name = endpoint.toString();
        meters.register(name);
        this.api = new WebApi(vertx, name, "gcp", timeout, clock, meters);
        this.accessTokens = accessTokens;
        this.clock = clock;
        this.lastError = new LastError(clock);
    }

    /** As configured for nobody in particular. */
    public static IamCredentialsSource create(
            Vertx vertx, URI endpoint, BaseCredentials accessTokens, InstantSource clock, UpstreamMeters meters) {
        return new IamCredentialsSource(vertx, endpoint, accessTokens, clock, WebApi.TIMEOUT, meters);
    }

    /** Whether a failure says nothing about the API: it was not asked. */
    public static boolean isOwnTrouble(Outcome.Failure failure) {
        return !failure.code().startsWith("gcp.") || NOT_ITS_TROUBLE.contains(failure.code());
    }

    /** The longest that {@link #issue} takes. */
    public Duration bound() {
        return BOUND;
    }

    @Override
    public Future<Outcome> issue(CredentialKey key) {
        Optional<CredentialKey> base = key.base();
        if (base.isEmpty()) {
            return Future.succeededFuture(new Outcome.Denied(NO_ACCESS_TOKEN, "the key names no access token"));
        }
        return accessTokens.base(base.get()).compose(answer -> {
            if (answer instanceof Answer.Refused refused) {
                return Future.succeededFuture(refused.failure());
            }
            return answer instanceof Answer.Found found
                            && found.credential().credential() instanceof GcpAccessToken token
                    ? make(key, token)
                    : Future.succeededFuture(new Outcome.Denied(
                            NO_ACCESS_TOKEN, "the credential that the key names is no access token"));
        });
    }

    @Override
    public BackendStatus status() {
        return lastError.status(name, Optional.empty());
    }

    @Override
    public Future<Void> close() {
        api.close();
        return Future.succeededFuture();
    }

    private Future<Outcome> make(CredentialKey key, GcpAccessToken token) {
        Optional<String> email = token.account()
                .email()
                .or(() -> Optional.ofNullable(key.parameters().get(CredentialKey.EMAIL)))
                .filter(account -> ACCOUNT.matcher(account).matches());
        if (email.isEmpty()) {
            return Future.succeededFuture(new Outcome.Denied(
                    EMAIL_UNKNOWN, "the account of the token is not known; set email, or let Vault tell it"));
        }
        WebApi.Post post = new WebApi.Post(
                OPERATION,
                name.replaceFirst("/+$", "") + "/v1/projects/-/serviceAccounts/" + email.get() + ":generateIdToken",
                Map.of("Authorization", "Bearer " + token.token().reveal(), "Content-Type", "application/json"),
                body(key).toBuffer());
        return api.ask(post, reply -> reply.isOk() ? issued(reply) : refused(key, token, reply))
                .onSuccess(lastError::note);
    }

    /**
     * The metadata server's full format tells of the instance, which there is none of here, and of the account's
     * address, which is all that this API can add.
     */
    private static JsonObject body(CredentialKey key) {
        return new JsonObject()
                .put("audience", key.parameters().getOrDefault(CredentialKey.AUDIENCE, ""))
                .put("includeEmail", FULL.equals(key.parameters().get(CredentialKey.FORMAT)));
    }

    private Outcome issued(WebApi.Reply reply) throws UnreadableAnswer {
        String token = new AnswerFields(reply.body()).needed("token");
        return new Outcome.Issued(
                new GcpIdToken(Secret.of(token)),
                AnswerFields.ahead(IdToken.end(token).minus(RESERVE), clock.instant()));
    }

    private Outcome refused(CredentialKey key, GcpAccessToken token, WebApi.Reply reply) {
        if (reply.status() == 401) {
            // Not the account is refused but its token: somebody has ended it.
            key.base().ifPresent(accessTokens::replace);
        }
        String said = IamErrors.message(reply.body())
                .replace(token.token().reveal(), token.token().toString());
        return IamErrors.of(name, reply.status(), reply.body(), said);
    }
}
