package dev.credence.provider.aws;

import dev.credence.caller.Caller;
import dev.credence.caller.CallerResolver;
import dev.credence.config.Configuration;
import dev.credence.config.ConfigurationLoader;
import dev.credence.credential.AwsCredential;
import dev.credence.credential.CredentialClient;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.Holding;
import dev.credence.credential.IssuedCredential;
import dev.credence.credential.RoleListings;
import dev.credence.credential.TimeSource;
import dev.credence.provider.CredentialDocuments;
import dev.credence.provider.Exchange;
import dev.credence.provider.ProviderParts;
import dev.credence.telemetry.Cloud;
import dev.credence.telemetry.Secret;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A hit on IMDSv2 inside of the provider: session token, caller, look-up, audit. The request is one that Vert.x has
 * read from a socket and that was answered before, so all is done but counting the answer and writing it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AwsHitBenchmark {
    private static final String PATH = "/latest/meta-data/iam/security-credentials/app";

    private final SessionTokens tokens = new SessionTokens(new byte[32], 1);
    private final TimeSource time = TimeSource.system();
    private Vertx vertx;
    private HttpServerRequest request;
    private Exchange.Origin origin;
    private AwsProvider provider;
    private IssuedCredential issued;

    @Setup(Level.Trial)
    public void start() throws Exception {
        vertx = Vertx.vertx();
        Configuration configuration = result(new ConfigurationLoader(
                                vertx,
                                List.of(),
                                Map.of("HOME", "/"),
                                Map.of("credentials.app.provider", "aws", "credentials.app.role", "app"))
                        .load())
                .configuration();
        CredentialClient client =
                new CredentialClient(vertx.eventBus(), configuration.refresh().callerWait());
        ProviderParts parts = new ProviderParts(
                client, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), time, new RoleListings());
        CredentialDocuments<AwsDocuments> documents =
                new CredentialDocuments<>(parts, Cloud.AWS, AwsDocuments::render);
        provider = new AwsProvider(
                configuration,
                new AwsProvider.Parts(parts, documents, tokens, "node", new Passthrough(parts.registry(), time)));
        issued = issued(provider.prefetchable().iterator().next());
        documents.put(issued);
        InetAddress address = InetAddress.getLoopbackAddress();
        CallerResolver callers = CallerResolver.of(configuration.callers(), file -> null);
        Caller caller = callers.byAddress(address);
        origin = new Exchange.Origin(address, caller, callers);
        request = answeredRequest();
    }

    @TearDown(Level.Trial)
    public void stop() throws Exception {
        result(vertx.close());
    }

    /** All that the provider does for a hit. */
    @Benchmark
    public Exchange hit() {
        Exchange exchange = new Exchange(request, PATH, origin, time);
        provider.handle(exchange);
        return exchange;
    }

    /** What is done once for each credential issued. */
    @Benchmark
    public AwsDocuments render() {
        return AwsDocuments.render(issued);
    }

    private IssuedCredential issued(CredentialKey key) {
        Instant now = time.instant();
        long nanos = time.nanoTime();
        AwsCredential keys = new AwsCredential(
                "ASIAMADEUPMADEUPMADE",
                Secret.of("made-up".repeat(6)),
                Optional.of(Secret.of("made-up".repeat(100))),
                Optional.of("123456789012"),
                Optional.of("arn:aws:iam::123456789012:role/app"));
        long life = TimeUnit.DAYS.toSeconds(1);
        return new IssuedCredential(
                key,
                keys,
                now,
                nanos,
                now.plusSeconds(life),
                nanos + TimeUnit.SECONDS.toNanos(life),
                new Holding(nanos));
    }

    private HttpServerRequest answeredRequest() throws Exception {
        Promise<HttpServerRequest> seen = Promise.promise();
        HttpServer server = result(vertx.createHttpServer()
                .requestHandler(came -> {
                    provider.handle(new Exchange(came, PATH, origin, time));
                    seen.complete(came);
                })
                .listen(0, "127.0.0.1"));
        HttpClientAgent client = vertx.createHttpClient();
        String token = tokens.issue(time.millis() + TimeUnit.DAYS.toMillis(1));
        int status = result(client.request(HttpMethod.GET, server.actualPort(), "127.0.0.1", PATH)
                        .compose(asking -> asking.putHeader("X-aws-ec2-metadata-token", token)
                                .send()))
                .statusCode();
        if (status != 200) {
            throw new IllegalStateException("no hit: " + status);
        }
        return result(seen.future());
    }

    private static <T> T result(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
