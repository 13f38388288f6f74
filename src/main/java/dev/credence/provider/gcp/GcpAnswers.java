package dev.credence.provider.gcp;

import dev.credence.credential.Outcome;
import dev.credence.provider.Document;
import dev.credence.provider.ErrorTable;
import dev.credence.provider.FailureText;
import dev.credence.provider.Rejection;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Answers as Google's metadata server gives them (wire contract 3.2, 3.3, 3.6): headers, pages of errors, failures. */
final class GcpAnswers {
    static final String TEXT = "application/text";
    static final String JSON = "application/json";
    /** For ID tokens, as the real server has it. */
    static final String HTML = "text/html";

    private static final String PAGE = "text/html; charset=UTF-8";
    /** On each answer, whatever it is: Node's gcp-metadata takes one without the flavor for somebody else's. */
    private static final String[] ALWAYS = {
        "Metadata-Flavor", "Google",
        "Server", "Metadata Server for VM",
        "X-XSS-Protection", "0",
        "X-Frame-Options", "SAMEORIGIN"
    };

    private static final Map<Integer, String> REASONS = Map.of(
            400, "Bad Request",
            403, "Forbidden",
            404, "Not Found",
            405, "Method Not Allowed",
            413, "Request Entity Too Large",
            414, "Request-URI Too Large",
            429, "Too Many Requests",
            431, "Request Header Fields Too Large",
            500, "Server Error",
            503, "Service Unavailable");
    private static final Map<Integer, String> SENTENCES = Map.of(
            400, "Your client has issued a malformed or illegal request.",
            403, "Your client does not have permission to get this URL from this server.",
            404, "The requested URL was not found on this server.",
            405, "The request method is inappropriate for this URL.",
            413, "Your client issued a request that was too large.",
            414, "The requested URL is too large to process.",
            429, "Your client has sent too many requests lately.",
            431, "Your client sent headers that were too large.",
            500, "The server encountered an error and could not complete your request.",
            503, "The service you requested is not available at this time.");
    private static final Map<Integer, Document> PAGES = new ConcurrentHashMap<>();

    static final Document MISSING_FLAVOR = page(403, "Missing Metadata-Flavor:Google header.");

    static final ErrorTable ERRORS = new ErrorTable() {
        @Override
        public Document of(Outcome.Failure failure, Instant now) {
            if (failure instanceof Outcome.Throttled throttled) {
                return page(429, FailureText.of(failure), "Retry-After", seconds(throttled.retryAfter()));
            }
            return failure instanceof Outcome.Refusal
                    ? page(404, FailureText.of(failure))
                    : page(503, FailureText.of(failure), "Retry-After", "1");
        }

        @Override
        public Document of(Rejection reason) {
            // 429 is what Google's clients try again.
            return page(reason == Rejection.TOO_MANY_REQUESTS ? 429 : reason.status());
        }
    };

    private GcpAnswers() {}

    /** A value, a directory or a token. */
    static Document value(String contentType, String body, String etag) {
        return answer(200, contentType, body, "ETag", etag);
    }

    /** The root, which tells what is below it and whose server this is. */
    static Document root() {
        return answer(200, TEXT, "computeMetadata/\n");
    }

    /** To a directory that was asked for without its final slash. */
    static Document redirect(String location, String directory) {
        return answer(301, PAGE, directory, "Location", location);
    }

    /** A sentence by itself, as the real server refuses to make an ID token. */
    static Document badRequest(String sentence) {
        return answer(400, PAGE, sentence);
    }

    /** A method that the path does not have. */
    static Document methodNotAllowed(String allowed) {
        return page(405, SENTENCES.getOrDefault(405, ""), "Allow", allowed);
    }

    /** Google's page for that status; those that ask to come back say when. */
    static Document page(int status) {
        return PAGES.computeIfAbsent(
                status,
                absent -> status == 429 || status == 503
                        ? page(status, SENTENCES.getOrDefault(status, ""), "Retry-After", "1")
                        : page(status, SENTENCES.getOrDefault(status, "")));
    }

    private static Document page(int status, String sentence, String... headers) {
        String text = """
            <!DOCTYPE html>
            <html lang=en>
              <meta charset=utf-8>
              <meta name=viewport content="initial-scale=1, minimum-scale=1, width=device-width">
              <title>Error %1$d (%2$s)!!1</title>
              <p><b>%1$d.</b> <ins>That’s an error.</ins>
              <p>%3$s  <ins>That’s all we know.</ins>
            """.formatted(status, REASONS.getOrDefault(status, "Error"), escaped(sentence));
        return answer(status, PAGE, text, headers);
    }

    private static Document answer(int status, String contentType, String body, String... headers) {
        String[] all = Stream.of(ALWAYS, headers).flatMap(Stream::of).toArray(String[]::new);
        return Document.of(status, contentType, body, all);
    }

    /** Whole seconds, rounded up and at least one: asking at once would be too early. */
    private static String seconds(Duration patience) {
        return Long.toString(Math.max(1, patience.plusMillis(999).toSeconds()));
    }

    private static String escaped(String sentence) {
        return sentence.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
