package dev.credence.provider.aws;

import dev.credence.credential.TimeSource;
import dev.credence.provider.AuditLog;
import dev.credence.provider.CredentialDocuments;
import dev.credence.provider.CredentialReader;
import dev.credence.provider.Document;
import dev.credence.provider.Exchange;
import dev.credence.telemetry.RequestMeters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * EC2 instance metadata, versions 1 and 2 (wire contract 1): session tokens, role names, credentials, and the metadata
 * that comes from the configuration. Any thread.
 */
final class ImdsEndpoint {
    static final String TTL_HEADER = "X-Aws-Ec2-Metadata-Token-Ttl-Seconds";

    private static final CharSequence TTL_HEADER_NAME = HttpHeaders.createOptimized(TTL_HEADER);
    private static final CharSequence TOKEN_HEADER_NAME = HttpHeaders.createOptimized("X-aws-ec2-metadata-token");
    private static final int LONGEST_TTL_SECONDS = 21_600;
    private static final int LONGEST_TTL_DIGITS = 5;
    private static final String TOKEN_PATH = "api/token";
    private static final String CREDENTIALS = "meta-data/iam/security-credentials";
    private static final String EXTENDED = "meta-data/iam/security-credentials-extended";
    private static final String INFO = "meta-data/iam/info";

    private final Settings settings;
    private final AwsRoles roles;
    private final InstanceMetadata metadata;
    private final SessionTokens tokens;
    private final ImdsMeters meters;
    private final AuditLog audit;
    private final PassthroughRoute passthrough;
    private final CredentialReader<AwsDocuments> plain;
    private final CredentialReader<AwsDocuments> extended;

    /**
     * What the configuration says about this endpoint.
     *
     * @param imdsV1 whether requests without a token are served
     * @param accountId for {@code iam/info}
     * @param started shown as the time of last change
     */
    record Settings(boolean imdsV1, boolean iamUser, String accountId, String profileId, Instant started) {}

    ImdsEndpoint(
            Settings settings,
            AwsRoles roles,
            InstanceMetadata metadata,
            SessionTokens tokens,
            ImdsMeters meters,
            CredentialDocuments<AwsDocuments> documents,
            TimeSource time,
            PassthroughRoute passthrough) {
        this.settings = settings;
        this.roles = roles;
        this.metadata = metadata;
        this.tokens = tokens;
        this.meters = meters;
        this.audit = documents.audit();
        this.passthrough = passthrough;
        this.plain = reader(documents, AwsDocuments::imds, time);
        this.extended = reader(documents, AwsDocuments::imdsExtended, time);
    }

    private CredentialReader<AwsDocuments> reader(
            CredentialDocuments<AwsDocuments> documents, Function<AwsDocuments, Document> form, TimeSource time) {
        return new CredentialReader<>(
                documents, new AwsForm(form, settings.iamUser()), ImdsAnswers.ERRORS, time, meters.credentials());
    }

    /**
     * Answers what is asked below a version.
     *
     * @param path without the version and the slash behind it; empty for the version itself
     */
    void handle(Exchange exchange, String path) {
        if (path.equals(TOKEN_PATH)) {
            issueToken(exchange);
            return;
        }
        if (admits(exchange)) {
            read(exchange, path);
        }
    }

    /** Answers the root, which lists the versions under the same conditions as everything else. */
    void handleRoot(Exchange exchange, Document versions) {
        if (admits(exchange)) {
            exchange.answer(versions, meters.metadata());
        }
    }

    /** True if the request may be answered; otherwise it has been refused. */
    private boolean admits(Exchange exchange) {
        String token = exchange.header(TOKEN_HEADER_NAME);
        int remaining = token == null ? 0 : tokens.remainingSeconds(token, exchange.receivedMillis());
        if (!exchange.isRead()) {
            exchange.answer(
                    remaining > 0 ? ImdsAnswers.page(403) : ImdsAnswers.methodNotAllowed("GET, HEAD"),
                    meters.metadata());
        } else if (token == null ? !admitsV1(exchange) : remaining == 0) {
            // 401, not 403: it makes SDKs fetch a token and try again, where 403 is final.
            meters.metadata().refused(token == null ? "no_session_token" : "bad_session_token");
            exchange.answer(ImdsAnswers.page(401), meters.metadata());
        } else {
            if (token != null) {
                exchange.answerHeader(TTL_HEADER_NAME, Integer.toString(remaining));
            }
            return true;
        }
        return false;
    }

    private boolean admitsV1(Exchange exchange) {
        meters.countV1(exchange.caller().label());
        return settings.imdsV1();
    }

    private void issueToken(Exchange exchange) {
        if (!exchange.isPut()) {
            exchange.answer(ImdsAnswers.methodNotAllowed("OPTIONS, PUT"), meters.token());
            return;
        }
        int ttl = ttl(exchange.header(TTL_HEADER_NAME));
        if (ttl == 0) {
            exchange.answer(ImdsAnswers.page(400), meters.token());
            return;
        }
        String token = tokens.issue(exchange.receivedMillis() + ttl * 1000L);
        exchange.answer(ImdsAnswers.token(token, ttl), meters.token());
    }

    private void read(Exchange exchange, String path) {
        CallerRoles own = roles.of(exchange.caller());
        if (path.startsWith(CREDENTIALS)) {
            if (path.startsWith(EXTENDED)) {
                credentials(exchange, own, path, EXTENDED, extended);
            } else {
                credentials(exchange, own, path, CREDENTIALS, plain);
            }
            return;
        }
        // What the configuration says wins; what is only made up here gives way to the real thing.
        if (passthrough.permits(exchange.path()) && !metadata.isConfigured(path)) {
            passthrough.answer(exchange);
            return;
        }
        Document document = path.equals(INFO) ? info(own) : metadata.find(path, own.hasRole());
        exchange.answer(document == null ? ImdsAnswers.page(404) : document, meters.metadata());
    }

    private void credentials(
            Exchange exchange, CallerRoles own, String path, String directory, CredentialReader<AwsDocuments> reader) {
        if (path.length() == directory.length()) {
            list(exchange, own);
            return;
        }
        String name = path.charAt(directory.length()) == '/' ? path.substring(directory.length() + 1) : "";
        Found found = own.find(name);
        if (found instanceof Found.Role role) {
            reader.answer(exchange, exchange.caller(), role.key());
        } else if (found instanceof Found.Refused refused) {
            reader.refuse(exchange, exchange.caller(), refused.credential(), refused.role(), refused.failure());
        } else {
            if (roles.exists(name)) {
                refused(exchange, name, "not_entitled", meters.credentials());
            } else {
                refusedForWantOfARole(exchange, own, meters.credentials());
            }
            exchange.answer(ImdsAnswers.page(404), meters.credentials());
        }
    }

    /** No back end is needed to list names, unless it is the one to tell them. */
    private void list(Exchange exchange, CallerRoles own) {
        Document listing = own.isAwaited() ? ImdsAnswers.page(503) : own.listing();
        if (listing == null) {
            refusedForWantOfARole(exchange, own, meters.list());
        }
        exchange.answer(listing == null ? ImdsAnswers.page(404) : listing, meters.list());
    }

    private void refusedForWantOfARole(Exchange exchange, CallerRoles own, RequestMeters.Endpoint endpoint) {
        Found.NoRole lacking = own.lacking();
        if (lacking != null) {
            refused(exchange, lacking.credential(), "no_role", endpoint);
        }
    }

    private void refused(Exchange exchange, String credential, String reason, RequestMeters.Endpoint endpoint) {
        endpoint.refused(reason);
        audit.refused(exchange.caller(), credential, reason, exchange);
    }

    private @Nullable Document info(CallerRoles own) {
        String name = own.firstName();
        if (name == null) {
            return own.isAwaited() ? ImdsAnswers.page(503) : null;
        }
        return ImdsAnswers.json(
                new JsonObject()
                        .put("Code", "Success")
                        .put("LastUpdated", AwsDocuments.second(settings.started()))
                        .put("InstanceProfileArn", "arn:aws:iam::" + settings.accountId() + ":instance-profile/" + name)
                        .put("InstanceProfileId", settings.profileId()),
                settings.started());
    }

    /** The seconds asked for; 0 if that is not a number from 1 to 21600. */
    private static int ttl(@Nullable String header) {
        if (header == null || header.isEmpty() || header.length() > LONGEST_TTL_DIGITS) {
            return 0;
        }
        int seconds = 0;
        for (int i = 0; i < header.length(); i++) {
            char digit = header.charAt(i);
            if (digit < '0' || digit > '9') {
                return 0;
            }
            seconds = seconds * 10 + (digit - '0');
        }
        return seconds <= LONGEST_TTL_SECONDS ? seconds : 0;
    }
}
