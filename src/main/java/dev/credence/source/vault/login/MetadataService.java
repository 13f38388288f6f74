package dev.credence.source.vault.login;

import dev.credence.credential.Outcome;
import dev.credence.source.NoAnswer;
import dev.credence.source.UpstreamHttp;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** The metadata service of the cloud that the gateway itself runs in. Belongs to the source's context. */
final class MetadataService {
    /** It is on the same machine, or not there at all. */
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final UpstreamHttp http;
    private final URI address;
    private final String header;
    private final String value;

    /**
     * @param header which it demands, so that nobody can be tricked into asking it
     */
    MetadataService(Vertx vertx, URI address, String header, String value) {
        this.http = new UpstreamHttp(vertx, UpstreamHttp.options(TIMEOUT));
        this.address = address;
        this.header = header;
        this.value = value;
    }

    /** Reads and goes on with the answer; a form that says what is wrong if there is none. Never fails. */
    Future<LoginForm> get(String target, Function<HttpResponse<Buffer>, Future<LoginForm>> then) {
        return send(target)
                .transform(done -> done.failed()
                        ? missing(failed(done.cause()))
                        : done.result().statusCode() == 200
                                ? then.apply(done.result())
                                : missing("answered " + done.result().statusCode()));
    }

    /** A form that says so. */
    Future<LoginForm> missing(String why) {
        return Future.succeededFuture(new LoginForm.Blank(new Outcome.Unavailable(
                LoginMethods.NOTHING_TO_SHOW, "the metadata service at " + address + ' ' + why)));
    }

    void close() {
        http.close();
    }

    private Future<HttpResponse<Buffer>> send(String target) {
        try {
            HttpRequest<Buffer> request =
                    http.request(HttpMethod.GET, address + target).putHeader(header, value);
            return http.exchange(request, Optional.empty(), TIMEOUT);
        } catch (RuntimeException notSendable) {
            return Future.failedFuture(notSendable);
        }
    }

    private static String failed(Throwable cause) {
        return NoAnswer.of(cause) == NoAnswer.TIMEOUT
                ? "did not answer in time"
                : "cannot be reached: " + NoAnswer.words(cause);
    }
}
