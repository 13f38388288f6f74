package dev.credence.provider.azure;

import dev.credence.provider.Document;
import dev.credence.provider.Exchange;
import dev.credence.provider.azure.TokenRequest.Fault;
import dev.credence.provider.azure.TokenRequest.Wanted;
import dev.credence.telemetry.RequestMeters;
import io.vertx.core.http.HttpHeaders;

/** Tokens as a virtual machine has them (wire contract 4.1). Any thread. */
final class TokenEndpoint {
    static final String PATH = "/metadata/identity/oauth2/token";

    /**
     * The answer to SDKs that want to know whether there is a metadata service at all: they ask without the header, and
     * any answer will do.
     */
    static final Document NO_HEADER =
            Dialect.IMDS.error(400, "bad_request_102", "Required metadata header not specified");

    static final Document METHOD = Dialect.IMDS.methodNotAllowed();

    private static final CharSequence METADATA = HttpHeaders.createOptimized("Metadata");

    private final TokenQueries queries;
    private final TokenAnswers tokens;
    private final RequestMeters.Endpoint meters;

    TokenEndpoint(TokenQueries queries, TokenAnswers tokens, RequestMeters.Endpoint meters) {
        this.queries = queries;
        this.tokens = tokens;
        this.meters = meters;
    }

    void handle(Exchange exchange) {
        if (!admits(exchange, meters)) {
            return;
        }
        TokenRequest request = queries.read(exchange);
        if (request instanceof Wanted wanted) {
            tokens.answer(exchange, exchange.caller(), wanted);
        } else if (request instanceof Fault fault) {
            tokens.answer(exchange, fault);
        }
    }

    /** True if it reads and has the header without which nothing is answered; otherwise that was said. */
    static boolean admits(Exchange exchange, RequestMeters.Endpoint meters) {
        if (!exchange.isRead()) {
            exchange.answer(METHOD, meters);
            return false;
        }
        // A browser, or a server that was talked into fetching an address, cannot set it.
        if (!"true".equals(exchange.header(METADATA))) {
            exchange.answer(NO_HEADER, meters);
            return false;
        }
        return true;
    }
}
