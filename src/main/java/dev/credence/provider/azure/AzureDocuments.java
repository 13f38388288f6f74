package dev.credence.provider.azure;

import dev.credence.credential.AzureAccessToken;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.IssuedCredential;
import dev.credence.provider.Countdown;
import dev.credence.provider.Document;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;

/**
 * The forms in which Azure's SDKs read one token. All values are strings, and the resource is the one asked for.
 *
 * @param imds of virtual machines; it also says how many seconds are left
 * @param appService of App Service, Functions and Container Apps
 */
record AzureDocuments(Countdown imds, Document appService) {
    private static final String JSON = "application/json";
    /** Entra ID dates tokens back, for machines whose clocks are late. */
    private static final Duration DATED_BACK = Duration.ofMinutes(5);

    /**
     * Renders a token; called once for each one issued.
     *
     * @param clientId of its application, where known
     */
    static AzureDocuments render(IssuedCredential issued, Optional<String> clientId) {
        AzureAccessToken token = (AzureAccessToken) issued.credential();
        return new AzureDocuments(imds(issued, token, clientId), appService(issued, token, clientId));
    }

    /** What does not change from second to second is made once. */
    private static Countdown imds(IssuedCredential issued, AzureAccessToken token, Optional<String> clientId) {
        JsonObject first = new JsonObject().put("access_token", token.token().reveal());
        clientId.ifPresent(id -> first.put("client_id", id));
        JsonObject rest = new JsonObject()
                .put(
                        "not_before",
                        Long.toString(issued.issued().minus(DATED_BACK).getEpochSecond()))
                .put("resource", resource(issued))
                .put("token_type", "Bearer");
        String head = withoutLast(first.encode()) + ",\"expires_in\":\"";
        String middle = "\",\"expires_on\":\"" + expiresOn(issued) + "\",\"ext_expires_in\":\"";
        String tail = "\"," + rest.encode().substring(1);
        return new Countdown(
                issued.expires().toEpochMilli(),
                seconds -> Document.of(200, JSON, head + seconds + middle + seconds + tail));
    }

    private static Document appService(IssuedCredential issued, AzureAccessToken token, Optional<String> clientId) {
        JsonObject body = new JsonObject()
                .put("access_token", token.token().reveal())
                .put("expires_on", expiresOn(issued))
                .put("resource", resource(issued))
                .put("token_type", "Bearer");
        clientId.ifPresent(id -> body.put("client_id", id));
        return Document.of(200, JSON, body.toBuffer());
    }

    private static String expiresOn(IssuedCredential issued) {
        return Long.toString(issued.expires().getEpochSecond());
    }

    private static String resource(IssuedCredential issued) {
        return issued.key().parameters().getOrDefault(CredentialKey.RESOURCE, "");
    }

    private static String withoutLast(String text) {
        return text.substring(0, text.length() - 1);
    }
}
