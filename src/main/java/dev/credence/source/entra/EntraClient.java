package dev.credence.source.entra;

import dev.credence.credential.AzureAccessToken;
import dev.credence.credential.AzureDirectory;
import dev.credence.credential.AzurePrincipal;
import dev.credence.credential.Outcome;
import dev.credence.credential.TimeSource;
import dev.credence.source.AnswerFields;
import dev.credence.source.UnreadableAnswer;
import dev.credence.source.WebApi;
import dev.credence.telemetry.Secret;
import dev.credence.telemetry.UpstreamMeters;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/** Exchanges passwords for tokens, {@code POST /TENANT/oauth2/v2.0/token}: one request for each. */
final class EntraClient {
    private static final String OPERATION = "azure_exchange";
    private static final String FORM = "application/x-www-form-urlencoded";
    /** A GUID or a domain of the directory. */
    private static final Pattern TENANT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.-]{0,252}");

    private final WebApi api;
    private final String authority;
    private final TimeSource clock;

    EntraClient(Vertx vertx, String authority, Duration timeout, TimeSource clock, UpstreamMeters meters) {
        this.api = new WebApi(vertx, authority, "azure", timeout, clock, meters);
        this.authority = authority;
        this.clock = clock;
    }

    /** A token of that directory for what was asked. Never fails. */
    Future<Outcome> exchange(AzurePrincipal principal, Grant grant) {
        if (!TENANT.matcher(grant.tenant()).matches()) {
            return Future.succeededFuture(
                    new Outcome.Denied("azure.invalid_tenant", "no directory is called " + grant.tenant()));
        }
        WebApi.Post post = new WebApi.Post(
                OPERATION,
                authority.replaceFirst("/+$", "") + '/' + grant.tenant() + "/oauth2/v2.0/token",
                Map.of("Content-Type", FORM),
                form(principal, grant));
        return api.ask(
                post,
                reply -> reply.isOk()
                        ? issued(principal, grant, reply)
                        : EntraErrors.of(authority, reply.status(), reply.body(), description(principal, reply)));
    }

    void close() {
        api.close();
    }

    /** The resource is sent as it was asked for: two slashes before the default scope are right for one that ends in one. */
    private static Buffer form(AzurePrincipal principal, Grant grant) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("grant_type", "client_credentials");
        fields.put("client_id", principal.clientId());
        fields.put("client_secret", principal.clientSecret().reveal());
        fields.put("scope", grant.resource() + "/.default");
        StringJoiner form = new StringJoiner("&");
        fields.forEach((name, value) -> form.add(name + '=' + URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return Buffer.buffer(form.toString());
    }

    private Outcome issued(AzurePrincipal principal, Grant grant, WebApi.Reply reply) throws UnreadableAnswer {
        AnswerFields fields = new AnswerFields(reply.body());
        Instant expires = fields.end("expires_in", "expires_on", reply.asked(), clock.instant());
        AzureDirectory directory = new AzureDirectory(
                Optional.of(grant.tenant()), principal.directory().subscriptionId());
        Secret token = Secret.of(fields.needed("access_token"));
        return new Outcome.Issued(new AzureAccessToken(token, Optional.of(principal.clientId()), directory), expires);
    }

    /** Entra does not repeat passwords; whatever stands in its place may. */
    private static String description(AzurePrincipal principal, WebApi.Reply reply) {
        Secret secret = principal.clientSecret();
        String said = reply.body().getValue("error_description") instanceof String text ? text : "";
        return secret.isEmpty() ? said : said.replace(secret.reveal(), secret.toString());
    }
}
