package dev.credence.bootstrap;

import dev.credence.config.HostPort;
import dev.credence.source.NoAnswer;
import dev.credence.source.UpstreamHttp;
import dev.credence.telemetry.RequestId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Recognises a gateway by its answer. To workloads it looks like a cloud's metadata service, but on errors it sends the
 * {@code X-Request-ID} back that it got, which none of those does; so a path is asked for that no cloud has.
 */
final class GatewayProbe {
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    /** Where somebody listens for certain: the first TLS handshake of a JVM may take more than a second. */
    private static final Duration MORE_PATIENCE = Duration.ofSeconds(3);

    private static final String NO_SUCH_PATH = "/credence-doctor";
    private static final Map<String, String> REACHED_AT =
            Map.of("0.0.0.0", "127.0.0.1", "::", "::1", "0:0:0:0:0:0:0:0", "::1");
    private static final int FIRST_ERROR = 400;

    private final UpstreamHttp http;
    private final RandomGenerator random;

    GatewayProbe(Vertx vertx, RandomGenerator random) {
        // Nothing secret is sent and nothing that comes back is believed but who answers.
        this.http = new UpstreamHttp(
                vertx, UpstreamHttp.options(MORE_PATIENCE).setTrustAll(true).setVerifyHost(false));
        this.random = random;
    }

    /** Who answers at an address. */
    sealed interface Answer {
        /** A gateway. */
        record Gateway() implements Answer {}

        /** Something else. */
        record Other(int status) implements Answer {}

        /** Nobody. */
        record Nobody(NoAnswer why) implements Answer {}
    }

    /**
     * Who answers there, workloads or operators: both kinds of listeners send the id back. Never fails.
     *
     * @param tls whether what is looked for has it
     */
    Future<Answer> ask(HostPort address, boolean tls) {
        return ask(address, tls, PATIENCE);
    }

    /** The same where somebody is known to listen, who may be busy. Never fails. */
    Future<Answer> askWhoeverListens(HostPort address, boolean tls) {
        return ask(address, tls, MORE_PATIENCE);
    }

    private Future<Answer> ask(HostPort address, boolean tls, Duration patience) {
        String host = REACHED_AT.getOrDefault(address.host(), address.host());
        String id = "credence-doctor-%016x".formatted(random.nextLong());
        HttpRequest<Buffer> request = http.request(
                        HttpMethod.GET,
                        SocketAddress.inetSocketAddress(address.port(), host),
                        address.port(),
                        // As the header Host has it (RFC 3986): the ops listener refuses anything else.
                        host.indexOf(':') < 0 ? host : "[" + host + "]",
                        NO_SUCH_PATH)
                .ssl(tls)
                .putHeader(RequestId.HEADER, id);
        return http.exchange(request, Optional.empty(), patience)
                .map(answer -> judge(answer, id))
                .otherwise(failure -> new Answer.Nobody(NoAnswer.of(failure)));
    }

    void close() {
        http.close();
    }

    private static Answer judge(HttpResponse<Buffer> answer, String id) {
        return answer.statusCode() >= FIRST_ERROR && id.equals(answer.getHeader(RequestId.HEADER))
                ? new Answer.Gateway()
                : new Answer.Other(answer.statusCode());
    }
}
