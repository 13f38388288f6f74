package dev.credence.gateway;

import dev.credence.caller.Caller;
import dev.credence.caller.CallerResolver;
import dev.credence.config.Configuration;
import dev.credence.config.ConfigurationLoader;
import dev.credence.credential.CallerLimiter;
import dev.credence.credential.CredentialClient;
import dev.credence.credential.RoleListings;
import dev.credence.credential.TimeSource;
import dev.credence.provider.Provider;
import dev.credence.provider.ProviderParts;
import dev.credence.provider.aws.AwsCloud;
import dev.credence.provider.aws.SessionTokens;
import dev.credence.provider.azure.AzureCloud;
import dev.credence.provider.gcp.GcpCloud;
import dev.credence.telemetry.Cloud;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** From the path of a request to the provider that answers it: what every request of a listener goes through. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DispatchBenchmark {
    @Param({
        "/latest/meta-data/iam/security-credentials/app",
        "//latest/meta-data/iam/security-credentials/app/",
        "/computeMetadata/v1/instance/service-accounts/default/token",
        "/metadata/identity/oauth2/token"
    })
    public String path;

    private final Set<Cloud> enabled = EnumSet.allOf(Cloud.class);
    private Vertx vertx;
    private Routing routing;
    private Caller caller;

    @Setup(Level.Trial)
    public void start() throws Exception {
        vertx = Vertx.vertx();
        Map<String, String> settings = Map.of("credentials.app.provider", "aws", "credentials.app.role", "app");
        Configuration configuration = new ConfigurationLoader(vertx, List.of(), Map.of("HOME", "/"), settings)
                .load()
                .toCompletionStage()
                .toCompletableFuture()
                .get()
                .configuration();
        CallerResolver callers = CallerResolver.of(configuration.callers(), file -> null);
        ProviderParts parts = new ProviderParts(
                new CredentialClient(vertx.eventBus(), configuration.refresh().callerWait()),
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                TimeSource.system(),
                new RoleListings());
        List<Provider> providers = Stream.of(
                        new AwsCloud(parts, new SessionTokens(new byte[32], 1), "node"),
                        new GcpCloud(parts),
                        new AzureCloud(parts))
                .map(cloud -> cloud.provider(configuration, callers))
                .toList();
        routing = new Routing(callers, providers, new CallerLimiter(0, 0));
        caller = new Caller("app", "127.0.0.1", 0, "any", List.of("app"), Map.of(), Map.of());
    }

    @TearDown(Level.Trial)
    public void stop() {
        vertx.close();
    }

    /** The path in one form, and whose it is. */
    @Benchmark
    public Provider pathToProvider() {
        return routing.providerOf(RequestPath.normalize(path), false, caller, enabled);
    }
}
