package dev.credence.provider.gcp;

import dev.credence.credential.GcpAccessToken;
import dev.credence.credential.GcpIdToken;
import dev.credence.credential.IssuedCredential;
import dev.credence.provider.Countdown;
import dev.credence.provider.Document;
import io.vertx.core.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * The forms in which Google's SDKs read one token.
 *
 * @param etag changes with the token, and says nothing of it
 * @param plain as it is given to those who do not say how: JSON for an access token
 * @param text as {@code alt=text} asks for it
 */
record GcpDocuments(String etag, Timed plain, Timed text) {

    /** A document, as it is at a moment of the wall clock. */
    interface Timed {
        /** Null if it is too late for one. */
        @Nullable
        Document at(long nowMillis);
    }

    /** Renders all forms; called once for each credential issued. */
    static GcpDocuments render(IssuedCredential issued) {
        // Never from the token: what a hash tells of a secret is for nobody.
        String etag = ETag.of(issued.key() + " " + issued.expires().getEpochSecond());
        if (issued.credential() instanceof GcpIdToken identity) {
            Document document =
                    GcpAnswers.value(GcpAnswers.HTML, identity.token().reveal(), etag);
            return new GcpDocuments(etag, now -> document, now -> document);
        }
        String token = ((GcpAccessToken) issued.credential()).token().reveal();
        long expires = issued.expires().toEpochMilli();
        return new GcpDocuments(etag, json(token, expires, etag)::at, text(token, expires, etag)::at);
    }

    /** Cut in two around the seconds, so that none but the first second builds JSON. */
    private static Countdown json(String token, long expires, String etag) {
        String before = "{\"access_token\":" + Json.encode(token) + ",\"expires_in\":";
        return new Countdown(
                expires,
                seconds -> GcpAnswers.value(GcpAnswers.JSON, before + seconds + ",\"token_type\":\"Bearer\"}", etag));
    }

    private static Countdown text(String token, long expires, String etag) {
        return new Countdown(
                expires,
                seconds -> GcpAnswers.value(
                        GcpAnswers.TEXT,
                        "access_token " + token + "\nexpires_in " + seconds + "\ntoken_type Bearer\n",
                        etag));
    }
}
