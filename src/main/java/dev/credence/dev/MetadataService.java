package dev.credence.dev;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A company's own metadata service below {@code /latest}: several roles for everyone who brings a session token, as EC2
 * has one for each machine. Credentials are fresh at each request. Used on one event loop.
 */
final class MetadataService {
    private static final String FIRST = "latest";
    private static final List<String> TOKEN = List.of(FIRST, "api", "token");
    private static final List<String> ROLES = List.of(FIRST, "meta-data", "iam", "security-credentials");
    private static final String LIFE_HEADER = "X-Aws-Ec2-Metadata-Token-Ttl-Seconds";
    private static final int LONGEST_LIFE = 21_600;
    private static final int TOKEN_LENGTH = 56;
    /** Whoever asks for more at once loses the oldest. */
    private static final int MOST_SESSIONS = 1_000;

    private final Lifetime lifetime;
    private final MadeUpValues values;
    private final InstantSource clock;
    private final Map<String, Instant> sessions = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
            return size() > MOST_SESSIONS;
        }
    };

    MetadataService(Lifetime lifetime, MadeUpValues values, InstantSource clock) {
        this.lifetime = lifetime;
        this.values = values;
        this.clock = clock;
    }

    /** True if the path is one that only a metadata service has. */
    static boolean serves(List<String> path) {
        return !path.isEmpty() && path.get(0).equals(FIRST);
    }

    /** Answers one request, whose body means nothing. */
    void answer(HttpServerRequest request, List<String> path) {
        if (path.equals(TOKEN)) {
            token(request);
        } else if (!request.method().name().equals("GET")) {
            text(request, 405, "");
        } else if (!isAdmitted(request.getHeader("X-Aws-Ec2-Metadata-Token"))) {
            text(request, 401, "");
        } else if (path.equals(ROLES)) {
            text(request, 200, String.join("\n", DevIdentity.METADATA_ROLES));
        } else {
            role(path).ifPresentOrElse(role -> text(request, 200, credentials()), () -> text(request, 404, ""));
        }
    }

    private void token(HttpServerRequest request) {
        String asked = request.getHeader(LIFE_HEADER);
        if (!request.method().name().equals("PUT")) {
            text(request, 405, "");
        } else if (request.getHeader("X-Forwarded-For") != null) {
            text(request, 403, "");
        } else if (!isLife(asked)) {
            text(request, 400, "");
        } else {
            String token = values.letters(TOKEN_LENGTH);
            sessions.put(token, clock.instant().plus(Duration.ofSeconds(Long.parseLong(asked))));
            request.response().putHeader(LIFE_HEADER, asked);
            text(request, 200, token);
        }
    }

    private static boolean isLife(@Nullable String text) {
        return text != null && text.matches("[1-9]\\d{0,4}") && Integer.parseInt(text) <= LONGEST_LIFE;
    }

    private boolean isAdmitted(@Nullable String token) {
        Instant end = sessions.get(String.valueOf(token));
        return end != null && end.isAfter(clock.instant());
    }

    private static Optional<String> role(List<String> path) {
        int depth = ROLES.size();
        return path.size() == depth + 1 && path.subList(0, depth).equals(ROLES)
                ? Optional.of(path.get(depth)).filter(DevIdentity.METADATA_ROLES::contains)
                : Optional.empty();
    }

    private String credentials() {
        Instant now = clock.instant();
        return new JsonObject()
                .put("Code", "Success")
                .put("LastUpdated", VaultTime.text(now))
                .put("Type", "AWS-HMAC")
                .put("AccessKeyId", values.awsId("ASIA"))
                .put("SecretAccessKey", values.awsSecretKey())
                .put("Token", values.awsSessionToken())
                .put("Expiration", VaultTime.text(now.plus(lifetime.limit())))
                .encode();
    }

    private static void text(HttpServerRequest request, int status, String body) {
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "text/plain")
                .end(body);
    }
}
