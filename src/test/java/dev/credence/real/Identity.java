package dev.credence.real;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who an SDK is with the credentials it found.
 *
 * @param method how it found them, in botocore's words
 * @param expires as far as the SDK knows; absent for keys that it takes for lasting
 * @param arn what {@code sts:GetCallerIdentity} says
 */
record Identity(
        String method,
        String accessKey,
        String secretKey,
        Optional<String> sessionToken,
        Optional<Instant> expires,
        String arn) {

    /** What {@code identity.py} printed. */
    static Identity parse(String text) {
        var json = new JsonObject(text);
        return new Identity(
                json.getString("method"),
                json.getString("accessKey"),
                json.getString("secretKey"),
                Optional.ofNullable(json.getString("sessionToken")).filter(token -> !token.isEmpty()),
                Optional.ofNullable(json.getString("expires")).map(Identity::instant),
                json.getString("arn"));
    }

    static Instant instant(String iso) {
        return OffsetDateTime.parse(iso).toInstant();
    }

    List<String> secrets() {
        return Stream.of(secretKey, sessionToken.orElse(null))
                .filter(Objects::nonNull)
                .toList();
    }
}
