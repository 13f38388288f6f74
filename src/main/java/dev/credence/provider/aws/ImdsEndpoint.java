package dev.credence.provider.aws;

import dev.credence.caller.Caller;
import dev.credence.config.AwsCredentialConfig;
import dev.credence.credential.TimeSource;
import dev.credence.provider.AuditLog;
import dev.credence.provider.CredentialDocuments;
import dev.credence.provider.CredentialReader;
import dev.credence.provider.Document;
import dev.credence.provider.Entitlements;
import dev.credence.provider.Exchange;
import dev.credence.provider.Grants;
import dev.credence.provider.Grants.Grant;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
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
    private final Entitlements<AwsCredentialConfig> entitlements;
    private final InstanceMetadata metadata;
    private final SessionTokens tokens;
    private final ImdsMeters meters;
    private final AuditLog audit;
    private final PassthroughRoute passthrough;
    private final List<Document> listings;
    private final CredentialReader<AwsDocuments> plain;
    private final CredentialReader<AwsDocuments> extended;

    /**
     * What the configuration says about this endpoint.
     *
     * @param imdsV1 whether requests without a token are served
     * @param listAll all names, or the first only: some SDKs take the whole listing for one name
     * @param accountId for {@code iam/info}
     * @param started shown as the time of last change
     */
    record Settings(
            boolean imdsV1, boolean iamUser, boolean listAll, String accountId, String profileId, Instant started) {}

    ImdsEndpoint(
            Settings settings,
            Entitlements<AwsCredentialConfig> entitlements,
            InstanceMetadata metadata,
            SessionTokens tokens,
            ImdsMeters meters,
            CredentialDocuments<AwsDocuments> documents,
            TimeSource time,
            PassthroughRoute passthrough) {
        this.settings = settings;
        this.entitlements = entitlements;
        this.metadata = metadata;
        this.tokens = tokens;
        this.meters = meters;
        this.audit = documents.audit();
        this.passthrough = passthrough;
        // No back end is needed to list names.
        this.listings = entitlements.byRule().stream().map(this::listing).toList();
        this.plain = reader(documents, AwsDocuments::imds, time);
        this.extended = reader(documents, AwsDocuments::imdsExtended, time);
    }

    private CredentialReader<AwsDocuments> reader(
            CredentialDocuments<AwsDocuments> documents, Function<AwsDocuments, Document> form, TimeSource time) {
        return new CredentialReader<>(
                documents, new AwsForm(form, settings.iamUser()), ImdsAnswers.ERRORS, time, meters.credentials());
    }

    private Document listing(Grants<AwsCredentialConfig> grants) {
        List<String> names =
                grants.all().stream().map(Grant::listedName).distinct().toList();
        String listing = settings.listAll()
                ? String.join("\n", names)
                : names.stream().findFirst().orElse("");
        return ImdsAnswers.text(listing, settings.started());
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
        Grants<AwsCredentialConfig> grants = entitlements.of(exchange.caller());
        if (path.startsWith(CREDENTIALS)) {
            if (path.startsWith(EXTENDED)) {
                credentials(exchange, grants, path, EXTENDED, extended);
            } else {
                credentials(exchange, grants, path, CREDENTIALS, plain);
            }
            return;
        }
        // What the configuration says wins; what is only made up here gives way to the real thing.
        if (passthrough.permits(exchange.path()) && !metadata.isConfigured(path)) {
            passthrough.answer(exchange);
            return;
        }
        Document document = path.equals(INFO) ? info(grants) : metadata.find(path, !grants.isEmpty());
        exchange.answer(document == null ? ImdsAnswers.page(404) : document, meters.metadata());
    }

    private void credentials(
            Exchange exchange,
            Grants<AwsCredentialConfig> grants,
            String path,
            String directory,
            CredentialReader<AwsDocuments> reader) {
        if (path.length() == directory.length()) {
            exchange.answer(
                    grants.isEmpty()
                            ? ImdsAnswers.page(404)
                            : listings.get(exchange.caller().rule()),
                    meters.list());
            return;
        }
        String name = path.charAt(directory.length()) == '/' ? path.substring(directory.length() + 1) : "";
        Grant<AwsCredentialConfig> grant = grants.listed(name);
        if (grant == null) {
            if (entitlements.exists(name)) {
                meters.credentials().refused("not_entitled");
                audit.refused(exchange.caller(), name, "not_entitled", exchange.requestId());
            }
            exchange.answer(ImdsAnswers.page(404), meters.credentials());
        } else {
            Caller caller = exchange.caller();
            reader.answer(exchange, caller, grant.keyFor(caller.name()));
        }
    }

    private @Nullable Document info(Grants<AwsCredentialConfig> grants) {
        if (grants.isEmpty()) {
            return null;
        }
        String name = grants.all().get(0).listedName();
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
