package dev.credence.dev;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Azure access tokens, in the two forms that they come in. They are JWTs with true claims, because command-line tools read
 * tenant and expiry out of them.
 */
final class AzureTokens {
    private final InstantSource clock;
    private final MadeUpValues values;

    AzureTokens(InstantSource clock, MadeUpValues values) {
        this.clock = clock;
        this.values = values;
    }

    /** The form of the older endpoint, in which every value is text. */
    JsonObject asText(String clientId, String resource, Duration life) {
        Instant now = clock.instant();
        String seconds = Long.toString(life.toSeconds());
        return new JsonObject()
                .put("access_token", token(clientId, resource, now, life))
                .put("expires_in", seconds)
                .put("expires_on", Long.toString(now.plus(life).getEpochSecond()))
                .put("not_before", Long.toString(now.getEpochSecond()))
                .put("resource", resource)
                .put("token_type", "Bearer");
    }

    /** The form of the present endpoint: numbers, and no absolute time. */
    JsonObject asNumbers(String clientId, String scope, Duration life) {
        long seconds = life.toSeconds();
        return new JsonObject()
                .put("token_type", "Bearer")
                .put("expires_in", seconds)
                .put("ext_expires_in", seconds)
                .put("access_token", token(clientId, audience(scope), clock.instant(), life));
    }

    private String token(String clientId, String audience, Instant now, Duration life) {
        JsonObject header =
                new JsonObject().put("typ", "JWT").put("alg", "RS256").put("kid", "credence-dev");
        JsonObject claims = new JsonObject()
                .put("aud", audience)
                .put("iss", "https://sts.windows.net/" + DevIdentity.AZURE_TENANT_ID + "/")
                .put("iat", now.getEpochSecond())
                .put("nbf", now.getEpochSecond())
                .put("exp", now.plus(life).getEpochSecond())
                .put("appid", clientId)
                .put("idtyp", "app")
                .put("oid", clientId)
                .put("sub", clientId)
                .put("tid", DevIdentity.AZURE_TENANT_ID)
                .put("uti", values.letters(22))
                .put("ver", "1.0");
        return values.unsignedJwt(header.encode(), claims.encode());
    }

    private static String audience(String scope) {
        return scope.endsWith("/.default") ? scope.substring(0, scope.length() - "/.default".length()) : scope;
    }
}
