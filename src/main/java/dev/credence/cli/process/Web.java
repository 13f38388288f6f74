package dev.credence.cli.process;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * HTTP with the JDK's own client: bounded in time and size, without a proxy, and asked again where an answer says that
 * another may be better. A refused connection and a timeout are not repeated: somebody waits, and may have a document
 * from the cache to go on with. For one thread.
 */
final class Web {
    /** Besides 5xx; 501 is a Vault that waits for its operator. */
    private static final Set<Integer> REPEATED = Set.of(412, 429, 472, 473);

    private final Optional<SSLContext> tls;
    private final Duration timeout;
    private final int retries;
    private final Duration pause;
    private @Nullable HttpClient clear;
    private @Nullable HttpClient secure;

    /**
     * @param tls whose certificates are believed; those that Java itself believes unless given
     * @param timeout of a request, from the first byte sent to the last one received
     * @param retries requests after the first
     * @param pause before each of them
     */
    Web(Optional<SSLContext> tls, Duration timeout, int retries, Duration pause) {
        this.tls = tls;
        this.timeout = timeout;
        this.retries = retries;
        this.pause = pause;
    }

    /** Waits for the answer. */
    WebReply get(URI address, Map<String, String> headers) {
        WebReply reply = once(address, headers);
        for (int left = retries; left > 0 && isWorthRepeating(reply); left--) {
            waitAWhile();
            reply = once(address, headers);
        }
        return reply;
    }

    private static boolean isWorthRepeating(WebReply reply) {
        return reply instanceof WebReply.Answered answered
                && (REPEATED.contains(answered.status()) || (answered.status() >= 500 && answered.status() != 501));
    }

    private void waitAWhile() {
        CompletableFuture.runAsync(() -> {}, CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS))
                .join();
    }

    /** One for each scheme, since what TLS needs takes long to read: most ask one address, and a redirect may lead away. */
    private HttpClient client(URI address) {
        if ("http".equals(address.getScheme())) {
            clear = clear != null ? clear : build(Optional.of(new NoTls()));
            return clear;
        }
        secure = secure != null ? secure : build(tls);
        return secure;
    }

    private HttpClient build(Optional<SSLContext> context) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(timeout);
        context.ifPresent(builder::sslContext);
        return builder.build();
    }

    private WebReply once(URI address, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address);
        headers.forEach(request::setHeader);
        try {
            HttpResponse<byte[]> response = client(address)
                    .sendAsync(request.build(), answer -> new BoundedBytes())
                    .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
            return new WebReply.Answered(
                    response.statusCode(),
                    new String(response.body(), StandardCharsets.UTF_8),
                    response.headers().firstValue("location"));
        } catch (CompletionException failed) {
            Throwable cause = failed.getCause();
            return noAnswer(cause == null ? failed : cause);
        }
    }

    private WebReply noAnswer(Throwable cause) {
        if (cause instanceof TimeoutException || cause instanceof java.net.http.HttpTimeoutException) {
            return new WebReply.NoAnswer("no answer within " + timeout.toSeconds() + " s", false);
        }
        if (cause instanceof SSLException) {
            return new WebReply.NoAnswer("no TLS connection: " + cause.getMessage(), false);
        }
        if (cause instanceof ConnectException) {
            boolean unknown = cause.getCause() != null
                    && cause.getCause() instanceof java.nio.channels.UnresolvedAddressException;
            return new WebReply.NoAnswer(unknown ? "nobody knows that name" : "the connection is refused", !unknown);
        }
        String why = cause instanceof IOException && cause.getMessage() != null
                ? cause.getMessage()
                : cause.getClass().getSimpleName();
        return new WebReply.NoAnswer(why, false);
    }
}
