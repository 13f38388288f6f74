package dev.credence.provider.aws;

import dev.credence.credential.Outcome;
import dev.credence.provider.Document;
import dev.credence.provider.ErrorTable;
import dev.credence.provider.FailureText;
import dev.credence.provider.HttpDate;
import dev.credence.provider.Rejection;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Answers as EC2 instance metadata gives them (wire contract 1.1 to 1.7): headers, pages of errors, failures. */
final class ImdsAnswers {
    private static final String TEXT = "text/plain";
    private static final Map<Integer, String> REASONS = Map.of(
            400, "Bad Request",
            401, "Unauthorized",
            403, "Forbidden",
            404, "Not Found",
            413, "Content Too Large",
            414, "URI Too Long",
            431, "Request Header Fields Too Large",
            500, "Internal Server Error",
            503, "Service Unavailable");
    private static final Map<Integer, Document> PAGES = new ConcurrentHashMap<>();

    static final ErrorTable ERRORS = new ErrorTable() {
        @Override
        public Document of(Outcome.Failure failure, Instant now) {
            return failure instanceof Outcome.Refusal ? refusedRole(FailureText.of(failure), now) : page(503);
        }

        @Override
        public Document of(Rejection reason) {
            return page(reason.status());
        }
    };

    private ImdsAnswers() {}

    /** A leaf or a listing. */
    static Document text(String body, Instant modified) {
        return success(TEXT, Buffer.buffer(body), modified);
    }

    /** A JSON document, which EC2 sends as plain text. */
    static Document json(JsonObject body, Instant modified) {
        return success(TEXT, body.toBuffer(), modified);
    }

    /** Bytes of any kind. */
    static Document bytes(String body, Instant modified) {
        return success("application/octet-stream", Buffer.buffer(body), modified);
    }

    private static Document success(String contentType, Buffer body, Instant modified) {
        return Document.of(
                200,
                contentType,
                body,
                "Accept-Ranges",
                "none",
                "Last-Modified",
                HttpDate.text(modified),
                "Server",
                "EC2ws");
    }

    /** A session token. */
    static Document token(String token, int ttlSeconds) {
        return Document.of(200, TEXT, token, ImdsEndpoint.TTL_HEADER, Integer.toString(ttlSeconds), "Server", "EC2ws");
    }

    /** EC2's page for that status; 503 asks to come back after a second. */
    static Document page(int status) {
        return PAGES.computeIfAbsent(status, ImdsAnswers::render);
    }

    /** A method that the path does not have: no body (as seen on EC2 for the token path). */
    static Document methodNotAllowed(String allowed) {
        return Document.of(405, TEXT, "", "Allow", allowed, "Server", "EC2ws");
    }

    /** EC2 says with 200 that it may not assume the role; SDKs raise the code. */
    private static Document refusedRole(String message, Instant now) {
        return json(
                new JsonObject()
                        .put("Code", "AssumeRoleUnauthorizedAccess")
                        .put("Message", message)
                        .put("LastUpdated", AwsDocuments.second(now)),
                now);
    }

    private static Document render(int status) {
        String title = status + " - " + REASONS.getOrDefault(status, "Error");
        String page = """
            <?xml version="1.0" encoding="iso-8859-1"?>
            <!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN"
            \t"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
            <html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en" lang="en">
             <head>
              <title>%1$s</title>
             </head>
             <body>
              <h1>%1$s</h1>
             </body>
            </html>
            """.formatted(title);
        return status == 503
                ? Document.of(status, "text/html", page, "Server", "EC2ws", "Retry-After", "1")
                : Document.of(status, "text/html", page, "Server", "EC2ws");
    }
}
