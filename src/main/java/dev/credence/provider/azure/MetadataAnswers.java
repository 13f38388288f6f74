package dev.credence.provider.azure;

import dev.credence.provider.Document;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Answers of the metadata that are no identities (wire contract 4.3, 4.4). */
final class MetadataAnswers {
    private static final String JSON = "application/json";
    private static final String TEXT = "text/plain; charset=utf-8";

    static final Document NOT_FOUND = error(404, "Not found");
    static final Document MALFORMED = error(400, "Bad request. The query cannot be read or repeats a variable");
    static final Document UNKNOWN_FORMAT = error(400, "Bad request. The format is neither json nor text");
    static final Document LEAF_AS_JSON =
            error(400, "Bad request. A single value has no JSON form, ask for it with format=text");

    /** MSAL finds out by this which version it may ask for. */
    static final Document UNKNOWN_VERSION = json(
            400,
            new JsonObject()
                    .put(
                            "error",
                            "Bad request. api-version is invalid or was not specified in the request. For more"
                                    + " information refer to aka.ms/azureimds")
                    .put("newest-versions", new JsonArray(ApiVersions.NEWEST)));

    static final Document VERSIONS = json(200, new JsonObject().put("apiVersions", new JsonArray(ApiVersions.ALL)));

    /** Nothing is ever going to happen to this machine. */
    static final Document NO_EVENTS =
            json(200, new JsonObject().put("DocumentIncarnation", 1).put("Events", new JsonArray()));

    private MetadataAnswers() {}

    /** A node or its parts: an object or an array, encoded. */
    static Document json(String body) {
        return Document.of(200, JSON, body);
    }

    /** A value, or the names of what is below a node. */
    static Document text(String body) {
        return Document.of(200, TEXT, body);
    }

    private static Document error(int status, String message) {
        return json(status, new JsonObject().put("error", message));
    }

    private static Document json(int status, JsonObject body) {
        return Document.of(status, JSON, body.toBuffer());
    }
}
