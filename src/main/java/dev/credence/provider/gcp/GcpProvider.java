package dev.credence.provider.gcp;

import dev.credence.caller.Caller;
import dev.credence.caller.CallerResolver;
import dev.credence.config.Configuration;
import dev.credence.credential.CredentialKey;
import dev.credence.provider.CredentialDocuments;
import dev.credence.provider.Document;
import dev.credence.provider.Exchange;
import dev.credence.provider.Provider;
import dev.credence.provider.ProviderParts;
import dev.credence.provider.Query;
import dev.credence.provider.Rejection;
import dev.credence.telemetry.Cloud;
import dev.credence.telemetry.RequestMeters;
import io.vertx.core.http.HttpHeaders;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Google's dialect, by path. A changed configuration makes a new one; any thread. */
final class GcpProvider implements Provider {
    private static final CharSequence FLAVOR = HttpHeaders.createOptimized("Metadata-Flavor");
    private static final CharSequence OLD_FLAVOR = HttpHeaders.createOptimized("X-Google-Metadata-Request");
    private static final String TOP = "/computeMetadata";
    /** A wait of 31 years; what is longer is not meant. */
    private static final int TIMEOUT_DIGITS = 9;

    private final RequestMeters meters;
    private final RequestMeters.Endpoint metadataMeters;
    private final RequestMeters.Endpoint otherMeters;
    private final ServiceAccounts accounts;
    private final TokenEndpoint tokens;
    private final MetadataEndpoint metadata;
    private final Waiters waiters;
    private final CallerResolver callers;
    private final Document root = GcpAnswers.root();
    private final Document versions = GcpAnswers.value(GcpAnswers.TEXT, "v1/\n", ETag.of("v1/"));

    /** What outlives a change of the configuration. */
    record Parts(
            ProviderParts common, CredentialDocuments<GcpDocuments> documents, KnownAccounts known, Waiters waiters) {}

    GcpProvider(Configuration configuration, CallerResolver callers, Parts parts) {
        ProviderParts common = parts.common();
        this.meters = new RequestMeters(common.registry(), Cloud.GCP);
        this.metadataMeters = meters.endpoint("metadata");
        this.otherMeters = meters.endpoint("other");
        this.accounts = new ServiceAccounts(configuration, parts.documents(), parts.known());
        parts.known().keepOnly(accounts.keys());
        this.tokens = new TokenEndpoint(configuration.gcp(), accounts, parts.documents(), common.time(), meters);
        this.metadata = new MetadataEndpoint(
                configuration.gcpInstance(), accounts, parts.documents().audit(), common.time(), metadataMeters);
        this.waiters = parts.waiters();
        this.callers = callers;
    }

    @Override
    public Cloud cloud() {
        return Cloud.GCP;
    }

    @Override
    public boolean owns(String path) {
        return path.startsWith(TOP) && (path.length() == TOP.length() || path.charAt(TOP.length()) == '/');
    }

    @Override
    public boolean serves(Caller caller) {
        return !accounts.of(caller).isEmpty();
    }

    @Override
    public Set<CredentialKey> prefetchable() {
        return accounts.keys();
    }

    @Override
    public void handle(Exchange exchange) {
        if (exchange.path().equals("/")) {
            // Also without the header: Go's client detects its cloud that way (cloud.google.com/go/compute/metadata).
            exchange.answer(exchange.isRead() ? root : GcpAnswers.methodNotAllowed("GET, HEAD"), metadataMeters);
        } else if (!"Google".equals(exchange.header(FLAVOR)) && !"True".equals(exchange.header(OLD_FLAVOR))) {
            otherMeters.refused("no_metadata_flavor");
            exchange.answer(GcpAnswers.MISSING_FLAVOR, otherMeters);
        } else if (exchange.query().isMalformed()) {
            exchange.answer(GcpAnswers.page(400), otherMeters);
        } else if (exchange.query().isTrue("wait_for_change")) {
            await(exchange);
        } else {
            serve(exchange);
        }
    }

    @Override
    public void reject(Exchange exchange, Rejection reason) {
        meters.refused(reason.label());
        exchange.answer(GcpAnswers.ERRORS.of(reason), otherMeters);
    }

    /** Answers with what there is, without waiting for another. */
    void serve(Exchange exchange) {
        String path = exchange.path();
        if (TokenEndpoint.isToken(path)) {
            tokens.token(exchange);
        } else if (TokenEndpoint.isIdentity(path)) {
            tokens.identity(exchange);
        } else if (!exchange.isRead()) {
            exchange.answer(GcpAnswers.methodNotAllowed("GET, HEAD"), otherMeters);
        } else if (isMetadata(path)) {
            metadata.answer(exchange);
        } else if (path.equals(TOP)) {
            exchange.answer(exchange.endsWithSlash() ? versions : MetadataEndpoint.redirect(exchange), metadataMeters);
        } else {
            exchange.answer(GcpAnswers.page(404), otherMeters);
        }
    }

    /**
     * What tells whether the content that is asked for has changed.
     *
     * @return empty if there is nothing that could change; null if it cannot be said without asking a back end
     */
    @Nullable
    String etag(Exchange exchange) {
        String path = exchange.path();
        if (TokenEndpoint.isToken(path)) {
            return tokens.etag(exchange);
        }
        return isMetadata(path) && !TokenEndpoint.isIdentity(path) ? metadata.etag(exchange) : "";
    }

    /** Tells one who waited for what is not there to ask again. */
    void sendAway(Exchange exchange) {
        exchange.answer(GcpAnswers.page(503), metadataMeters);
    }

    /** Knows who the callers are. */
    CallerResolver callers() {
        return callers;
    }

    private void await(Exchange exchange) {
        Query query = exchange.query();
        long timeoutMillis = timeoutMillis(query.value("timeout_sec"));
        if (timeoutMillis < -1) {
            exchange.answer(GcpAnswers.page(400), otherMeters);
            return;
        }
        String etag = exchange.isRead() && !waiters.isStopping() ? etag(exchange) : "";
        String last = query.value("last_etag");
        if (etag == null || etag.isEmpty() || (last != null && !last.equals(etag))) {
            // Nothing that could change, or another than the client has; or nothing is known, and asking tells more.
            serve(exchange);
        } else {
            new Waiter(waiters, exchange, etag).start(timeoutMillis);
        }
    }

    /** -1 for none, less for what is no number of seconds. */
    private static long timeoutMillis(@Nullable String seconds) {
        if (seconds == null) {
            return -1;
        }
        boolean digits = !seconds.isEmpty() && seconds.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!digits) {
            return -2;
        }
        return seconds.length() > TIMEOUT_DIGITS ? -1 : Long.parseLong(seconds) * 1000;
    }

    private static boolean isMetadata(String path) {
        String top = MetadataEndpoint.ROOT;
        return path.startsWith(top) && (path.length() == top.length() || path.charAt(top.length()) == '/');
    }
}
