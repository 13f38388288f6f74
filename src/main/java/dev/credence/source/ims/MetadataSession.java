package dev.credence.source.ims;

import dev.credence.credential.Outcome;
import dev.credence.credential.TimeSource;
import dev.credence.source.UnreadableAnswer;
import dev.credence.telemetry.Secret;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.client.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The session token that requests to the metadata service carry (IMDSv2), or the knowledge that it knows none (IMDSv1,
 * or a company's own service). One request fetches it, however many calls wait. Belongs to one context.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html">How it is used</a>
 */
final class MetadataSession {
    private static final String TARGET = "/latest/api/token";
    private static final String LIFE_HEADER = "X-aws-ec2-metadata-token-ttl-seconds";
    /** The most that the service gives. */
    private static final Duration LIFE = Duration.ofHours(6);

    private static final ImsTransport.Ask ASK = new ImsTransport.Ask(
            "token",
            HttpMethod.PUT,
            TARGET,
            Optional.of(new ImsTransport.Header(LIFE_HEADER, Secret.of(Long.toString(LIFE.toSeconds())))));
    /** It goes into a header. */
    private static final Pattern TOKEN = Pattern.compile("[!-~]{1,4096}");
    /** How services that know no sessions answer; SDKs go on without a token after 403, 404 and 405. */
    private static final Set<Integer> NO_SESSIONS = Set.of(400, 401, 403, 404, 405, 501);
    /** A token is used until then: the request that carries it must arrive before its end. */
    private static final Duration MARGIN = Duration.ofSeconds(60);
    /** Then it is asked for again; before, if a request without one is refused. */
    private static final Duration TOKENLESS = Duration.ofMinutes(10);

    private final ImsTransport transport;
    private final Duration timeout;
    private final TimeSource time;
    private @Nullable Held held;
    private @Nullable Future<Grant> fetching;

    /** What a request may carry. */
    sealed interface Grant {}

    /** That token; none where the service knows no sessions. */
    record Held(Optional<Secret> token, long until) implements Grant {}

    /** Nothing: the service cannot answer now. */
    record None(ImsTransport.End<Secret> end) implements Grant {}

    MetadataSession(ImsTransport transport, Duration timeout, TimeSource time) {
        this.transport = transport;
        this.timeout = timeout;
        this.time = time;
    }

    /** What the next request carries. Never fails. */
    Future<Grant> grant() {
        Held now = held;
        if (now != null && now.until() - time.nanoTime() > 0) {
            return Future.succeededFuture(now);
        }
        Future<Grant> underWay = fetching;
        if (underWay == null) {
            underWay = fetch();
            // One that was refused before it was sent has ended already.
            fetching = underWay.isComplete() ? null : underWay;
        }
        return underWay;
    }

    /** A request that carried this was refused for it. */
    void refused(Held carried) {
        if (carried.equals(held)) {
            held = null;
        }
    }

    private Future<Grant> fetch() {
        return transport
                .exchange(ASK, time.nanoTime() + timeout.multipliedBy(2).toNanos(), MetadataSession::token)
                .map(this::judge)
                .onSuccess(grant -> {
                    fetching = null;
                    held = grant instanceof Held got ? got : null;
                });
    }

    private Grant judge(ImsTransport.End<Secret> end) {
        if (end.reading() instanceof Reading.Read<Secret> read) {
            Duration life = end.answer().map(MetadataSession::life).orElse(LIFE);
            Duration margin = life.dividedBy(10).compareTo(MARGIN) < 0 ? life.dividedBy(10) : MARGIN;
            return held(Optional.of(read.value()), life.minus(margin));
        }
        Outcome.Failure failure = end.reading().failure().orElseThrow();
        boolean knowsNone = NO_SESSIONS.contains(end.status())
                || (end.status() > 0 && end.status() < 400)
                // Behind one router too many the answer is lost, and only that to a PUT is (hop limit).
                || (end.status() == 0 && !ImsErrors.isOwnTrouble(failure));
        return knowsNone ? held(Optional.empty(), TOKENLESS) : new None(end);
    }

    private Held held(Optional<Secret> token, Duration life) {
        return new Held(token, time.nanoTime() + life.toNanos());
    }

    private static Duration life(HttpResponse<Buffer> answer) {
        String told = answer.getHeader(LIFE_HEADER);
        if (told == null || !told.strip().matches("[1-9][0-9]{0,8}")) {
            return LIFE;
        }
        Duration life = Duration.ofSeconds(Long.parseLong(told.strip()));
        return life.compareTo(LIFE) < 0 ? life : LIFE;
    }

    private static Reading<Secret> token(Buffer body) throws UnreadableAnswer {
        String text = body.toString().strip();
        if (!TOKEN.matcher(text).matches()) {
            throw new UnreadableAnswer("it is no token");
        }
        return new Reading.Read<>(Secret.of(text));
    }
}
