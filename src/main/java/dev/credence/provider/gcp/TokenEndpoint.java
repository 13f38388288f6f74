package dev.credence.provider.gcp;

import dev.credence.caller.Caller;
import dev.credence.config.GcpProviderConfig;
import dev.credence.credential.Outcome;
import dev.credence.credential.TimeSource;
import dev.credence.provider.AuditLog;
import dev.credence.provider.CredentialDocuments;
import dev.credence.provider.CredentialReader;
import dev.credence.provider.Exchange;
import dev.credence.provider.Query;
import dev.credence.provider.Rendered;
import dev.credence.telemetry.RequestMeters;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Access tokens and ID tokens of a caller's service accounts (wire contract 3.5). Any thread. */
final class TokenEndpoint {
    /** What every SDK asks for. */
    private static final String DEFAULT_TOKEN = MetadataEndpoint.ROOT + "/instance/service-accounts/default/token";

    private static final String ACCOUNTS = MetadataEndpoint.ROOT + "/instance/service-accounts/";
    private static final String TOKEN = "/token";
    private static final String IDENTITY = "/identity";
    /** Longer ones would be logged, shown and kept as keys. */
    private static final int LONGEST_AUDIENCE = 1024;

    private final GcpProviderConfig config;
    private final ServiceAccounts accounts;
    private final CredentialDocuments<GcpDocuments> documents;
    private final TimeSource time;
    private final RequestMeters.Endpoint tokenMeters;
    private final RequestMeters.Endpoint identityMeters;
    private final CredentialReader<GcpDocuments> plain;
    private final CredentialReader<GcpDocuments> text;
    private final CredentialReader<GcpDocuments> identity;

    TokenEndpoint(
            GcpProviderConfig config,
            ServiceAccounts accounts,
            CredentialDocuments<GcpDocuments> documents,
            TimeSource time,
            RequestMeters meters) {
        this.config = config;
        this.accounts = accounts;
        this.documents = documents;
        this.time = time;
        this.tokenMeters = meters.endpoint("token");
        this.identityMeters = meters.endpoint("identity");
        this.plain = new CredentialReader<>(documents, GcpForm.PLAIN, GcpAnswers.ERRORS, time, tokenMeters);
        this.text = new CredentialReader<>(documents, GcpForm.TEXT, GcpAnswers.ERRORS, time, tokenMeters);
        this.identity = new CredentialReader<>(documents, GcpForm.PLAIN, GcpAnswers.ERRORS, time, identityMeters);
    }

    static boolean isToken(String path) {
        return path.equals(DEFAULT_TOKEN) || isOf(path, TOKEN);
    }

    static boolean isIdentity(String path) {
        return isOf(path, IDENTITY);
    }

    /** An access token. The scopes, transports and bindings that SDKs ask for are the back end's to decide. */
    void token(Exchange exchange) {
        // google-auth posts a certificate where it has one for its agent (google/auth/compute_engine/_metadata.py).
        if (!exchange.isRead() && !exchange.isPost()) {
            exchange.answer(GcpAnswers.methodNotAllowed("GET, HEAD, POST"), tokenMeters);
            return;
        }
        CredentialReader<GcpDocuments> reader = "text".equals(exchange.query().value("alt")) ? text : plain;
        String name = name(exchange.path(), TOKEN);
        ServiceAccount account = account(exchange, name);
        if (account != null) {
            reader.answer(exchange, exchange.caller(), account.key());
        } else {
            whenLearned(
                    exchange, name, tokenMeters, learned -> reader.answer(exchange, exchange.caller(), learned.key()));
        }
    }

    /** What tells whether there is another token; see {@link MetadataEndpoint#etag}. */
    @Nullable
    String etag(Exchange exchange) {
        String name = name(exchange.path(), TOKEN);
        ServiceAccount account = account(exchange, name);
        if (account == null) {
            boolean mayBecomeKnown = !exchange.endsWithSlash()
                    && !accounts.unknown(exchange.caller()).isEmpty();
            return mayBecomeKnown ? null : "";
        }
        Rendered<GcpDocuments> held = documents.hit(account.key(), exchange);
        return held == null ? null : held.documents().etag();
    }

    /** An ID token. Licenses are those of Compute Engine's images: accepted, and never in the token. */
    void identity(Exchange exchange) {
        if (!exchange.isRead()) {
            exchange.answer(GcpAnswers.methodNotAllowed("GET, HEAD"), identityMeters);
        } else if (!config.identity()) {
            exchange.answer(GcpAnswers.page(404), identityMeters);
        } else {
            String name = name(exchange.path(), IDENTITY);
            ServiceAccount account = account(exchange, name);
            if (account != null) {
                identity(exchange, account);
            } else {
                whenLearned(exchange, name, identityMeters, learned -> identity(exchange, learned));
            }
        }
    }

    private void identity(Exchange exchange, ServiceAccount account) {
        Query query = exchange.query();
        String audience = query.value("audience");
        String format = query.value("format");
        boolean full = "full".equals(format);
        if (audience == null || audience.isBlank()) {
            refuse(exchange, "non-empty audience parameter required");
        } else if (audience.length() > LONGEST_AUDIENCE || audience.chars().anyMatch(Character::isISOControl)) {
            refuse(exchange, "audience parameter must be at most 1024 characters of text");
        } else if (format != null && !full && !format.equals("standard")) {
            refuse(exchange, "format parameter must be standard or full");
        } else {
            identity.answer(
                    exchange, exchange.caller(), GcpKeys.idToken(account, config.identityEndpoint(), audience, full));
        }
    }

    private void refuse(Exchange exchange, String sentence) {
        exchange.answer(GcpAnswers.badRequest(sentence), identityMeters);
    }

    /** The caller's account of that name, as far as accounts are known; a token is no directory. */
    private @Nullable ServiceAccount account(Exchange exchange, String name) {
        return exchange.endsWithSlash() ? null : accounts.find(exchange.caller(), name);
    }

    /** Goes on with the caller's account of that name, once it is known which one that is; says no if it is none. */
    private void whenLearned(
            Exchange exchange, String name, RequestMeters.Endpoint meters, Consumer<ServiceAccount> then) {
        Caller caller = exchange.caller();
        List<ServiceAccount> unknown = exchange.endsWithSlash() ? List.of() : accounts.unknown(caller);
        if (unknown.isEmpty()) {
            notFound(exchange, name, meters);
            return;
        }
        accounts.learn(unknown, caller, exchange).onSuccess(failures -> {
            ServiceAccount learned = accounts.find(caller, name);
            if (learned != null) {
                then.accept(learned);
            } else {
                notFound(exchange, name, meters, failures);
            }
        });
    }

    /** It may be one of those of which nothing could be learned: only if they are refused, that is all the same. */
    private void notFound(
            Exchange exchange,
            String name,
            RequestMeters.Endpoint meters,
            Map<ServiceAccount, Outcome.Failure> failures) {
        failures.values().stream()
                .filter(failure -> !(failure instanceof Outcome.Refusal))
                .findFirst()
                .ifPresentOrElse(
                        failure -> {
                            meters.refused(failure.code());
                            exchange.answer(GcpAnswers.ERRORS.of(failure, time.instant()), meters);
                        },
                        () -> notFound(exchange, name, meters));
    }

    private void notFound(Exchange exchange, String name, RequestMeters.Endpoint meters) {
        if (accounts.find(exchange.caller(), name) == null && accounts.isSomebodys(name)) {
            AuditLog audit = documents.audit();
            meters.refused("not_entitled");
            audit.refused(exchange.caller(), name, "not_entitled", exchange);
        }
        exchange.answer(GcpAnswers.page(404), meters);
    }

    private static boolean isOf(String path, String leaf) {
        int start = ACCOUNTS.length();
        int end = path.length() - leaf.length();
        return end > start && path.startsWith(ACCOUNTS) && path.endsWith(leaf) && path.indexOf('/', start) == end;
    }

    private static String name(String path, String leaf) {
        return path.equals(DEFAULT_TOKEN)
                ? ServiceAccounts.DEFAULT
                : path.substring(ACCOUNTS.length(), path.length() - leaf.length());
    }
}
