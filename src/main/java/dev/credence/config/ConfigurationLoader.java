package dev.credence.config;

import io.vertx.config.ConfigRetriever;
import io.vertx.config.ConfigRetrieverOptions;
import io.vertx.config.ConfigStoreOptions;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Loads the configuration and watches it.
 *
 * <p>Precedence, the later the stronger: defaults, the environment of the official Vault client and of Azure's SDKs, files in the order
 * given (a directory stands for its {@code *.yaml} in alphabetical order), {@code CREDENCE_<PATH>} variables, overrides.
 *
 * <p>May be called from any thread. All state belongs to one Vert.x context, on which the consumers are called too, and
 * readings follow one another, so that consumers never see an older configuration after a newer one.
 */
public final class ConfigurationLoader {
    private final Vertx vertx;
    private final Context context;
    private final List<Path> sources;
    private final ConfigurationReader reader;

    /** What those get who ask before it has begun. */
    private final AtomicReference<@Nullable Promise<LoadedConfiguration>> waiting = new AtomicReference<>();

    private Future<?> last = Future.succeededFuture();
    private @Nullable ConfigRetriever retriever;
    private List<Path> retrieved = List.of();
    private ConfigurationReader.@Nullable Reading current;
    private List<Problem> rejected = List.of();
    private Function<LoadedConfiguration, Future<Void>> onChange = changed -> Future.succeededFuture();
    private Consumer<ConfigurationException> onRejected = rejection -> {};
    private long timer = -1;

    /**
     * Reads nothing yet.
     *
     * @param sources files and directories; none is allowed, when environment and overrides say all
     * @param environment of the process, by name
     * @param overrides what flags say, by dotted path: {@code ops.address}, {@code listeners.0.address}; lists of
     *     texts are separated by commas
     */
    public ConfigurationLoader(
            Vertx vertx, List<Path> sources, Map<String, String> environment, Map<String, String> overrides) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.sources = List.copyOf(sources);
        this.reader = new ConfigurationReader(environment, new LinkedHashMap<>(overrides));
    }

    /**
     * A configuration that is all in one text, without environment and files. Blocks for a moment.
     *
     * @param name what the text is called in problems
     * @throws ConfigurationException if it cannot be used
     */
    public static Configuration ofText(String name, String yaml) {
        return new ConfigurationReader(Map.of(), Map.of())
                .read(new YamlReader(name).read(yaml))
                .loaded()
                .configuration();
    }

    /** True if variables of that environment are part of the configuration. */
    public static boolean isSetBy(Map<String, String> environment) {
        return environment.entrySet().stream().anyMatch(each -> Overlay.isSetting(each.getKey(), each.getValue()));
    }

    /** Reads everything. Fails with {@link ConfigurationException}, which holds every problem found. */
    public Future<LoadedConfiguration> load() {
        return inTurn(() -> read().map(reading -> {
            current = reading;
            return reading.loaded();
        }));
    }

    /**
     * Looks for changes from now on: of files, of the files in a directory, and of what the files that they name hold
     * (certificates, tokens of callers). To be called once, after {@link #load()} succeeded.
     *
     * @param period between two looks; zero for {@link #reload()} only
     * @param onChange gets each configuration that can be used and differs from the one before or follows one that was
     *     rejected, and says when it has been taken over; the next is read after that. What fails is offered again at the
     *     next look
     * @param onRejected gets each set of problems once; what was loaded before stays
     */
    public void watch(
            Duration period,
            Function<LoadedConfiguration, Future<Void>> onChange,
            Consumer<ConfigurationException> onRejected) {
        context.runOnContext(ignored -> {
            this.onChange = onChange;
            this.onRejected = onRejected;
            if (!period.isZero()) {
                // Not vertx-config's own scan: it sees neither new files of a directory nor certificates, and tells
                // only the log about a file that went away.
                timer = vertx.setPeriodic(period.toMillis(), tick -> look());
            }
        });
    }

    /**
     * Reads anew at once, as on SIGHUP. Tells the consumers of {@link #watch} in any case, also when nothing differs.
     * Fails with {@link ConfigurationException} when the result cannot be used; what was loaded before stays. Who asks while
     * somebody else's reading has not begun gets that one: however many ask, one runs and one waits.
     */
    public Future<LoadedConfiguration> reload() {
        Promise<LoadedConfiguration> asked = Promise.promise();
        Promise<LoadedConfiguration> before = waiting.compareAndExchange(null, asked);
        if (before != null) {
            return before.future();
        }
        inTurn(() -> {
                    waiting.set(null);
                    return read().onFailure(this::reject).compose(this::accept);
                })
                .onComplete(asked);
        return asked.future();
    }

    /** Ends the watch. */
    public Future<Void> close() {
        return inTurn(() -> {
            vertx.cancelTimer(timer);
            onChange = changed -> Future.succeededFuture();
            onRejected = rejection -> {};
            return closeRetriever();
        });
    }

    private void look() {
        if (!last.isComplete()) {
            return;
        }
        inTurn(() -> read().onFailure(failure -> {
                    if (!(failure instanceof ConfigurationException exception)
                            || !exception.problems().equals(rejected)) {
                        reject(failure);
                    }
                })
                .compose(reading -> {
                    // Also what is as before again is told: somebody waits to hear that it is mended.
                    boolean isMended = !rejected.isEmpty();
                    rejected = List.of();
                    return isMended || isDifferent(reading) ? accept(reading) : Future.succeededFuture();
                }));
    }

    private boolean isDifferent(ConfigurationReader.Reading reading) {
        ConfigurationReader.Reading before = current;
        return before == null
                || !before.loaded().configuration().equals(reading.loaded().configuration())
                || !before.files().equals(reading.files());
    }

    private Future<LoadedConfiguration> accept(ConfigurationReader.Reading reading) {
        rejected = List.of();
        Promise<LoadedConfiguration> accepted = Promise.promise();
        onChange.apply(reading.loaded())
                .onComplete(taken -> context.runOnContext(here -> {
                    if (taken.succeeded()) {
                        current = reading;
                        accepted.complete(reading.loaded());
                    } else {
                        accepted.fail(taken.cause());
                    }
                }));
        return accepted.future();
    }

    private void reject(Throwable failure) {
        ConfigurationException exception = asConfigurationException(failure);
        rejected = exception.problems();
        onRejected.accept(exception);
    }

    /** One reading after the other, each on the context. */
    private <T> Future<T> inTurn(Supplier<Future<T>> task) {
        Promise<T> promise = Promise.promise();
        context.runOnContext(ignored -> {
            Future<T> next = last.transform(before -> task.get());
            last = next;
            next.onComplete(promise);
        });
        return promise.future();
    }

    private Future<ConfigurationReader.Reading> read() {
        return vertx.executeBlocking(this::files)
                .compose(this::retrieve)
                .compose(merged -> vertx.executeBlocking(() -> reader.read(merged)))
                .recover(failure -> Future.failedFuture(asConfigurationException(failure)));
    }

    private List<Path> files() {
        Problems problems = new Problems();
        List<Path> files = SourceFiles.expand(sources, problems);
        if (problems.hasErrors()) {
            throw new ConfigurationException(problems.sorted());
        }
        return files;
    }

    /** The files, merged; a new retriever if there are others than before. */
    private Future<JsonObject> retrieve(List<Path> files) {
        if (files.isEmpty()) {
            return Future.succeededFuture(new JsonObject());
        }
        ConfigRetriever existing = retriever;
        if (existing != null && retrieved.equals(files)) {
            return existing.getConfig();
        }
        ConfigRetrieverOptions options =
                new ConfigRetrieverOptions().setIncludeDefaultStores(false).setScanPeriod(0);
        files.forEach(file -> options.addStore(new ConfigStoreOptions()
                .setType("file")
                .setFormat(YamlConfigProcessor.FORMAT)
                .setConfig(new JsonObject().put("path", file.toString()))));
        ConfigRetriever created = ConfigRetriever.create(vertx, options);
        return closeRetriever().compose(closed -> {
            retriever = created;
            retrieved = files;
            return created.getConfig();
        });
    }

    private Future<Void> closeRetriever() {
        ConfigRetriever existing = retriever;
        retriever = null;
        return existing == null ? Future.succeededFuture() : existing.close();
    }

    private static ConfigurationException asConfigurationException(Throwable failure) {
        if (failure instanceof ConfigurationException exception) {
            return exception;
        }
        Problems problems = new Problems();
        problems.error(ConfigPath.ROOT, Origin.DEFAULT, "the configuration cannot be read: " + failure.getMessage());
        return new ConfigurationException(problems.sorted());
    }
}
