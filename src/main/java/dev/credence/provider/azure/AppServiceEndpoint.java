package dev.credence.provider.azure;

import dev.credence.caller.Caller;
import dev.credence.provider.Document;
import dev.credence.provider.Exchange;
import dev.credence.provider.azure.TokenRequest.Fault;
import dev.credence.provider.azure.TokenRequest.Wanted;
import dev.credence.telemetry.RequestMeters;
import io.vertx.core.http.HttpHeaders;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tokens as App Service, Functions and Container Apps have them (wire contract 4.5). Whoever asks has to send a secret:
 * the endpoint exists for that. Any thread.
 */
final class AppServiceEndpoint {
    static final String PATH = "/msi/token";

    private static final CharSequence SECRET = HttpHeaders.createOptimized("X-IDENTITY-HEADER");
    private static final CharSequence SECRET_BEFORE = HttpHeaders.createOptimized("secret");
    private static final Document METHOD = Dialect.APP_SERVICE.methodNotAllowed();
    private static final Document NO_SECRET = Dialect.APP_SERVICE.error(
            401,
            "unauthorized",
            "The secret is missing or wrong: one X-IDENTITY-HEADER, or secret for api-version 2017-09-01");

    private final TokenQueries queries;
    private final TokenAnswers tokens;
    private final RequestMeters.Endpoint meters;

    AppServiceEndpoint(TokenQueries queries, TokenAnswers tokens, RequestMeters.Endpoint meters) {
        this.queries = queries;
        this.tokens = tokens;
        this.meters = meters;
    }

    void handle(Exchange exchange) {
        if (!exchange.isRead()) {
            exchange.answer(METHOD, meters);
            return;
        }
        boolean isBefore = exchange.header(SECRET) == null;
        String secret = onlySecret(exchange, isBefore);
        Optional<Caller> caller = secret == null ? Optional.empty() : exchange.callerByToken(secret);
        if (caller.isEmpty()) {
            deny(exchange);
            return;
        }
        TokenRequest request = queries.read(exchange);
        if (request instanceof Fault fault) {
            tokens.answer(exchange, fault);
        } else if (request instanceof Wanted wanted) {
            // Each version has a header of its own; with the other's it was not meant for this endpoint.
            if (isBefore == wanted.version().equals(ApiVersions.APP_SERVICE_BEFORE)) {
                tokens.answer(exchange, caller.get(), wanted);
            } else {
                deny(exchange);
            }
        }
    }

    /** The secret, if there is one only: of several, somebody on the way may have added one. */
    private static @Nullable String onlySecret(Exchange exchange, boolean isBefore) {
        if (isBefore) {
            return exchange.onlyHeader(SECRET_BEFORE);
        }
        return exchange.header(SECRET_BEFORE) == null ? exchange.onlyHeader(SECRET) : null;
    }

    private void deny(Exchange exchange) {
        tokens.refused(exchange, exchange.caller(), "", "no_token");
        exchange.answer(NO_SECRET, meters);
    }
}
