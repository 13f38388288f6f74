package dev.credence.real;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;

/** Signs JSON web tokens, as a cluster or a build service does. */
final class Issuer {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final KeyPair keys;

    Issuer() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            keys = generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** PEM. */
    String publicKey() {
        return Logins.pem("PUBLIC KEY", keys.getPublic().getEncoded());
    }

    /** A token with these claims that is good for an hour. */
    String sign(JsonObject claims) {
        long now = Instant.now().getEpochSecond();
        var all = claims.copy().put("iat", now - 10).put("nbf", now - 10).put("exp", now + 3600);
        var head = new JsonObject().put("alg", "ES256").put("typ", "JWT");
        var text = encoded(head) + '.' + encoded(all);
        try {
            var signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(keys.getPrivate());
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return text + '.' + BASE64.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encoded(JsonObject json) {
        return BASE64.encodeToString(json.encode().getBytes(StandardCharsets.UTF_8));
    }
}
