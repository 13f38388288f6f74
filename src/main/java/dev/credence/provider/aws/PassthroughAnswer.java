package dev.credence.provider.aws;

import dev.credence.provider.Document;
import dev.credence.provider.aws.PassthroughCalls.Asked;
import dev.credence.provider.aws.PassthroughClient.Answer;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Turns what a real metadata service answered into what a caller gets: the same, framed anew. */
final class PassthroughAnswer {
    private static final String CONTENT_LENGTH = "Content-Length";
    private static final String LOCATION = "Location";
    private static final int LEAST_STATUS = 200;
    private static final int MOST_STATUS = 599;
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;

    private PassthroughAnswer() {}

    /** The document; fails if the answer is none that can be handed on. */
    static Future<Document> of(Answer answer, Asked asked) {
        int status = answer.status();
        if (status < LEAST_STATUS || status > MOST_STATUS) {
            return Future.failedFuture(new PassthroughFailure("unreadable", "it answers with the status " + status));
        }
        MultiMap kept = MultiMap.caseInsensitiveMultiMap();
        MultiMap headers = answer.headers();
        headers.forEach(PassthroughHeaders.ofAnswer(Objects.requireNonNullElse(headers.get("Connection"), ""), kept));
        String location = kept.get(LOCATION);
        if (location != null) {
            Optional<String> here = here(location, asked.address());
            if (here.isEmpty()) {
                return Future.failedFuture(new PassthroughFailure("redirect", "it redirects to another server"));
            }
            kept.set(LOCATION, here.get());
        }
        length(answer, asked).ifPresent(length -> kept.set(CONTENT_LENGTH, length));
        List<String> pairs = new ArrayList<>();
        kept.forEach((name, value) -> {
            pairs.add(name);
            pairs.add(value);
        });
        return Future.succeededFuture(Document.passedOn(status, answer.body(), pairs));
    }

    /** Never chunked: SDKs read by length. The answer to HEAD has the length that its body would have. */
    private static Optional<String> length(Answer answer, Asked asked) {
        if (asked.method().equals(HttpMethod.HEAD)) {
            return Optional.ofNullable(answer.headers().get(CONTENT_LENGTH))
                    .filter(length -> length.matches("[0-9]{1,18}"));
        }
        return answer.status() == NO_CONTENT || answer.status() == NOT_MODIFIED
                ? Optional.empty()
                : Optional.of(Integer.toString(answer.body().length()));
    }

    /** A redirect within the service leads to the same path here, where it is judged again; others lead past us. */
    private static Optional<String> here(String location, URI service) {
        try {
            URI target = new URI(location);
            boolean isHere = target.getScheme() == null && target.getRawAuthority() == null;
            boolean isService = service.getScheme().equalsIgnoreCase(target.getScheme())
                    && service.getHost().equalsIgnoreCase(target.getHost())
                    && service.getPort() == target.getPort();
            if (!isHere && !isService) {
                return Optional.empty();
            }
            String path = target.getRawPath().isEmpty() ? "/" : target.getRawPath();
            String query = target.getRawQuery() == null ? "" : '?' + target.getRawQuery();
            return path.startsWith("//") ? Optional.empty() : Optional.of(isHere ? location : path + query);
        } catch (URISyntaxException notAnAddress) {
            return Optional.empty();
        }
    }
}
