package dev.credence.provider.aws;

import dev.credence.telemetry.RequestId;
import io.vertx.core.MultiMap;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/** Which headers are handed on in either direction: all but those that belong to one connection or to one of the two. */
final class PassthroughHeaders {
    /** RFC 9110 7.6.1, and what frames a message: each side frames its own. */
    private static final Set<String> HOP = Set.of(
            "connection",
            "content-length",
            "expect",
            "host",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    /**
     * What a caller shows to this gateway, what the real service would refuse a proxy for, and what would have some
     * servers answer another request than the one that was checked here.
     */
    private static final Set<String> CALLERS = Set.of(
            "authorization",
            "cookie",
            "forwarded",
            "secret",
            "x-container-id",
            "x-identity-header",
            "x-forwarded-for",
            "x-forwarded-host",
            "x-forwarded-prefix",
            "x-forwarded-proto",
            "x-forwarded-uri",
            "x-http-method",
            "x-http-method-override",
            "x-method-override",
            "x-original-url",
            "x-real-ip",
            "x-rewrite-url",
            "via",
            "x-aws-ec2-metadata-token",
            "x-aws-ec2-metadata-token-ttl-seconds",
            "x-credence-via");

    /** What the gateway says itself: its own date, its own session, its own id of the request. */
    private static final Set<String> GATEWAYS = Set.of(
            "date",
            "set-cookie",
            "x-aws-ec2-metadata-token",
            "x-aws-ec2-metadata-token-ttl-seconds",
            RequestId.HEADER.toLowerCase(Locale.ROOT));

    private PassthroughHeaders() {}

    /** Gives those of a request to {@code target}. */
    static BiConsumer<String, String> ofRequest(String connection, MultiMap target) {
        return copy(connection, CALLERS, target);
    }

    /** Gives those of an answer to {@code target}. */
    static BiConsumer<String, String> ofAnswer(String connection, MultiMap target) {
        return copy(connection, GATEWAYS, target);
    }

    /**
     * @param connection the header of that name, whose words are headers of this connection too
     */
    private static BiConsumer<String, String> copy(String connection, Set<String> withheld, MultiMap target) {
        Set<String> named = Arrays.stream(connection.split(",", -1))
                .map(word -> word.strip().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        return (name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (!HOP.contains(lower) && !withheld.contains(lower) && !named.contains(lower) && isWritable(value)) {
                target.add(name, value);
            }
        };
    }

    /** The server that we are refuses to write anything else. */
    private static boolean isWritable(String value) {
        return value.chars().allMatch(c -> c == '\t' || (c >= ' ' && c < 0x7f));
    }
}
