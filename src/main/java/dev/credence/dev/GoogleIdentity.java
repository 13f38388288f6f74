package dev.credence.dev;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Google's endpoint for ID tokens, {@code POST /v1/projects/-/serviceAccounts/EMAIL:generateIdToken}: the tokens of
 * {@code gcp} let their bearer in. Its path lies where Vault's mounts are, and none of them is called {@code projects}.
 */
final class GoogleIdentity {
    private static final List<String> ACCOUNTS = List.of("v1", "projects", "-", "serviceAccounts");
    private static final String METHOD = ":generateIdToken";
    private static final String SUBJECT = "100000000000000000001";
    /** As Google's. */
    private static final Duration LIFE = Duration.ofHours(1);

    private final GoogleTokens tokens;
    private final MadeUpValues values;
    private final InstantSource clock;

    GoogleIdentity(GoogleTokens tokens, MadeUpValues values, InstantSource clock) {
        this.tokens = tokens;
        this.values = values;
        this.clock = clock;
    }

    /** True if the path is that method of some account. */
    static boolean serves(List<String> path) {
        return path.size() == ACCOUNTS.size() + 1
                && path.subList(0, ACCOUNTS.size()).equals(ACCOUNTS)
                && path.get(ACCOUNTS.size()).endsWith(METHOD);
    }

    /** Answers a call with its whole path and the access token that came with it. */
    VaultAnswer answer(VaultCall call, Optional<String> bearer) {
        if (call.operation() != VaultCall.Operation.WRITE) {
            return refused(404, "NOT_FOUND", "Not found.");
        }
        if (bearer.filter(tokens::admits).isEmpty()) {
            return refused(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.");
        }
        String name = call.segment(ACCOUNTS.size());
        String account = name.substring(0, name.length() - METHOD.length());
        if (!account.equals(DevIdentity.GCP_EMAIL)) {
            return refused(404, "NOT_FOUND", "Not found; Gaia id not found for email " + account);
        }
        return call.text("audience")
                .map(audience -> VaultAnswer.plain(new JsonObject()
                        .put("token", token(audience, call.parameters().getValue("includeEmail")))))
                .orElseGet(() -> refused(400, "INVALID_ARGUMENT", "Request contains an invalid argument."));
    }

    private String token(String audience, @Nullable Object includeEmail) {
        Instant now = clock.instant();
        JsonObject header =
                new JsonObject().put("alg", "RS256").put("kid", "credence-dev").put("typ", "JWT");
        JsonObject claims = new JsonObject()
                .put("aud", audience)
                .put("azp", SUBJECT)
                .put("exp", now.plus(LIFE).getEpochSecond())
                .put("iat", now.getEpochSecond())
                .put("iss", "https://accounts.google.com")
                .put("sub", SUBJECT);
        if (Boolean.TRUE.equals(includeEmail)) {
            claims.put("email", DevIdentity.GCP_EMAIL).put("email_verified", true);
        }
        return values.unsignedJwt(header.encode(), claims.encode());
    }

    private static VaultAnswer refused(int status, String word, String message) {
        JsonObject error =
                new JsonObject().put("code", status).put("message", message).put("status", word);
        return new VaultAnswer(status, new JsonObject().put("error", error), false);
    }
}
