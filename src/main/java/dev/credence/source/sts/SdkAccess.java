package dev.credence.source.sts;

import dev.credence.config.StsConfig;
import dev.credence.credential.AwsCredential;
import dev.credence.source.UpstreamHttp;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.ProxyType;
import io.vertx.ext.web.client.WebClientOptions;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * Keeps the SDK off the event loops: it is loaded at the first question, and all that it does, looking for credentials
 * included, it does on two threads of its own. Belongs to the context that created it.
 */
final class SdkAccess {
    /** The longest that anyone waits for what the SDK looks for by itself. */
    static final Duration PATIENCE = Duration.ofSeconds(15);
    /** The longest that the end waits for a thread. */
    private static final Duration END = Duration.ofSeconds(1);
    /** One may hang in the search for credentials; the other goes on writing and reading. */
    private static final int THREADS = 2;

    private final StsConfig config;
    private final DefaultChain chain;
    private final Context context;
    private final WorkerExecutor worker;
    private final UpstreamHttp http;
    private final SdkTransport transport;
    private final SharedWork<AwsSdk> opening;
    private final SharedWork<AwsCredential> looking;
    private boolean closed;
    private volatile @Nullable AwsSdk sdk;
    private volatile @Nullable AwsCredentialsProvider provider;

    SdkAccess(Vertx vertx, StsConfig config, DefaultChain chain) {
        this.config = config;
        this.chain = chain;
        this.context = vertx.getOrCreateContext();
        this.worker = vertx.createSharedWorkerExecutor("credence-sts-" + config.name(), THREADS);
        this.http = new UpstreamHttp(vertx, options(config));
        this.transport = new SdkTransport(context, worker, http, config.timeout());
        this.opening = new SharedWork<>(() -> onWorker(this::open), PATIENCE);
        this.looking = new SharedWork<>(() -> onWorker(this::look), PATIENCE);
    }

    /** The SDK; fails if nothing names a region. */
    Future<AwsSdk> sdk() {
        AwsSdk opened = sdk;
        return opened != null ? Future.succeededFuture(opened) : opening.result();
    }

    /** True once the SDK has been loaded. */
    boolean isOpen() {
        return sdk != null;
    }

    /** What the default chain has now; fails if it finds nothing. */
    Future<AwsCredential> found() {
        return looking.result();
    }

    /** What the default chain has was rejected: it looks again the next time. */
    void lookAgain() {
        AwsCredentialsProvider rejected = provider;
        provider = null;
        if (rejected instanceof SdkAutoCloseable closeable) {
            onWorker(() -> {
                closeable.close();
                return true;
            });
        }
    }

    /** Runs what needs the SDK's classes on a thread where they may be loaded. */
    <T> Future<T> onWorker(Callable<T> work) {
        if (closed) {
            return Future.failedFuture(new IllegalStateException("closed"));
        }
        return worker.executeBlocking(work, false);
    }

    /** The result of what the SDK does, on the context. */
    <T> Future<T> of(Callable<? extends CompletionStage<T>> call) {
        return onWorker(call).compose(stage -> Future.fromCompletionStage(stage, context));
    }

    /** Requests under way fail, and a search under way is left alone. Once; again it does nothing. */
    Future<Void> close() {
        if (closed) {
            return Future.succeededFuture();
        }
        http.close();
        lookAgain();
        AwsSdk opened = sdk;
        Future<Boolean> ended = onWorker(() -> {
            if (opened != null) {
                opened.close();
            }
            return true;
        });
        closed = true;
        return ended.timeout(END.toMillis(), TimeUnit.MILLISECONDS)
                .transform(end -> worker.close())
                .otherwiseEmpty();
    }

    private AwsSdk open() {
        AwsSdk opened = AwsSdk.open(config, chain::region, transport);
        // Whatever came of it, the classes are there.
        CompletableFuture<?> unused = AwsSdk.rehearse(config, opened.region());
        sdk = opened;
        return opened;
    }

    private AwsCredential look() {
        AwsCredentialsProvider known = provider;
        if (known == null) {
            known = chain.credentials();
            provider = known;
        }
        return AwsSdk.credential(known.resolveCredentials());
    }

    private static WebClientOptions options(StsConfig config) {
        WebClientOptions options = UpstreamHttp.options(config.timeout());
        config.proxy()
                .ifPresent(proxy -> options.setProxyOptions(new ProxyOptions()
                        .setType(ProxyType.HTTP)
                        .setHost(proxy.getHost())
                        .setPort(proxy.getPort())));
        return options;
    }
}
