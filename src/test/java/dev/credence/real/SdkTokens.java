package dev.credence.real;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What one long-lived object of an SDK has found, in the order of time.
 *
 * @param sdk its package
 * @param version of the package
 * @param project as far as the SDK tells, like all after it
 */
record SdkTokens(
        String sdk,
        String version,
        List<Token> tokens,
        Optional<String> project,
        Optional<String> email,
        Optional<String> zone) {

    /**
     * One token.
     *
     * @param expires as the SDK thinks
     * @param got when the SDK gave it
     */
    record Token(String value, Instant expires, Instant got) {}

    /** What the programs print. */
    static SdkTokens parse(String text) {
        var json = new JsonObject(text);
        var tokens = json.getJsonArray("tokens").stream()
                .map(JsonObject.class::cast)
                .map(token -> new Token(
                        token.getString("token"),
                        Identity.instant(token.getString("expires")),
                        Identity.instant(token.getString("got"))))
                .toList();
        return new SdkTokens(
                json.getString("sdk"),
                json.getString("version"),
                tokens,
                Optional.ofNullable(json.getString("project")),
                Optional.ofNullable(json.getString("email")),
                Optional.ofNullable(json.getString("zone")));
    }
}
