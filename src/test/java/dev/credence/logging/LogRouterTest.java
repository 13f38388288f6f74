package dev.credence.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import dev.credence.config.LogConfig;
import dev.credence.config.LogFieldsConfig;
import dev.credence.config.LogFormat;
import dev.credence.config.LogLevel;
import dev.credence.config.LogSink.LogFile;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That no line is lost and none is written twice, whatever happens to the sinks meanwhile. */
class LogRouterTest {
    private static final int WRITERS = 4;
    private static final Pattern NUMBER = Pattern.compile("line (\\d+)\\b");

    @TempDir
    Path folder;

    private final LoggerContext context = Lines.context();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
    private final AtomicInteger number = new AtomicInteger();
    private LogRouter router;
    private Logger logger;

    @BeforeEach
    void start() {
        SinkFactory factory = new SinkFactory(context);
        factory.measure(registry);
        router = new LogRouter(factory);
        router.setContext(context);
        router.start();
        logger = context.getLogger("credence.test");
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(router);
    }

    @AfterEach
    void stop() throws InterruptedException {
        // What a test has not waited for it does not look at.
        end(Duration.ofMillis(1));
        threads.shutdownNow();
    }

    @Test
    void noLineIsLostWhenFilesAreSetAsideUnderManyWriters() throws Exception {
        router.replace(Lines.config(LogFormat.TEXT, new LogFile(folder.resolve("log"), 4096, 1000)));

        write(4000);
        end();

        assertThat(folder).isDirectoryContaining("glob:**log.20");
        assertAllWrittenOnce(4000);
    }

    @Test
    void noLineIsLostOrWrittenTwiceWhenTheSinksChangeMeanwhile() throws Exception {
        LogFile one = new LogFile(folder.resolve("one"), 1 << 20, 5);
        LogFile two = new LogFile(folder.resolve("two"), 1 << 20, 5);
        List<LogConfig> configs = List.of(
                Lines.config(LogFormat.TEXT, one),
                Lines.config(LogFormat.JSON, one),
                Lines.config(LogFormat.GELF, two),
                Lines.config(LogFormat.TEXT, new LogFile(folder.resolve("one"), 1 << 19, 5)));
        router.replace(configs.get(0));
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger changes = new AtomicInteger();
        Future<?> changer = Executors.newSingleThreadExecutor().submit(() -> {
            while (!over.get()) {
                // One after the other, since the queue of each takes a part of the lines only.
                router.replace(configs.get(changes.incrementAndGet() % configs.size()));
                waitForRoom();
            }
        });

        write(20_000);
        over.set(true);
        changer.get();
        end();

        assertThat(changes).hasValueGreaterThan(4);
        assertAllWrittenOnce(20_000);
    }

    @Test
    void aSinkThatStaysIsNotTouchedByAChange() {
        LogFile file = new LogFile(folder.resolve("log"), 1 << 20, 5);
        router.replace(Lines.config(LogFormat.TEXT, file));
        List<QueuedSink> before = router.sinks();

        router.replace(Lines.config(LogFormat.TEXT, file, new LogFile(folder.resolve("more"), 1 << 20, 5)));

        assertThat(router.sinks()).hasSize(2).containsAll(before);
    }

    /** Who takes a log server out of the configuration because it is dead wants the others to go on. */
    @Test
    void whatIsRemovedBecauseItTakesNoLinesDoesNotHoldUpWhatTakesItsPlace() throws Exception {
        LogFile dead = new LogFile(folder.resolve("no/such/log"), 1 << 20, 5);
        LogFile usual = new LogFile(folder.resolve("log"), 1 << 20, 5);
        router.replace(Lines.config(LogFormat.TEXT, usual, dead));
        logger.info("line 0");
        QueuedSink removed = router.sinks().get(1);
        await().until(removed::isFailing);

        router.replace(Lines.config(LogFormat.JSON, usual));
        logger.info("line 1");
        await().until(() -> Files.readString(folder.resolve("log")).contains("line 1"));

        assertThat(removed.hasEnded()).isFalse();
        removed.await(Duration.ofMillis(1));
        assertThat(removed.hasEnded()).isTrue();
        assertThat(removed.lost()).isPositive();
    }

    @Test
    void theAuditLogGoesWhereItIsWantedAndOnlyThere() throws Exception {
        router.replace(new LogConfig(
                LogLevel.INFO,
                new LogConfig.Stream(LogFormat.TEXT, List.of(new LogFile(folder.resolve("all"), 1 << 20, 5))),
                Map.of(),
                new LogFieldsConfig(List.of(), List.of(), List.of(), Map.of("cluster", "a")),
                Optional.of(new LogConfig.Stream(
                        LogFormat.JSON, List.of(new LogFile(folder.resolve("audit"), 1 << 20, 5))))));

        logger.atInfo().log("usual");
        context.getLogger("credence.audit")
                .atInfo()
                .addKeyValue("caller", "app")
                .log("credential given");
        end();

        assertThat(Files.readString(folder.resolve("all")))
                .contains("usual cluster=\"a\"")
                .hasLineCount(1);
        assertThat(new JsonObject(Files.readString(folder.resolve("audit"))).getMap())
                .containsEntry("message", "credential given")
                .containsEntry("caller", "app")
                .containsEntry("cluster", "a");
    }

    @Test
    void whatASinkLosesIsAMetric() throws Exception {
        router.replace(Lines.config(LogFormat.TEXT, new LogFile(folder.resolve("no/such/log"), 1 << 20, 5)));

        for (int line = 0; line < QueuedSink.CAPACITY + 100; line++) {
            logger.info("line");
        }

        double lost = registry.get("credence.log.dropped")
                .tag("sink", folder.resolve("no/such/log").toString())
                .functionCounter()
                .count();
        assertThat(lost).isBetween(98.0, 102.0);
    }

    private void write(int lines) throws Exception {
        CountDownLatch begin = new CountDownLatch(1);
        List<Future<?>> writers = new ArrayList<>();
        for (int writer = 0; writer < WRITERS; writer++) {
            writers.add(threads.submit(() -> {
                begin.await();
                for (int next = number.getAndIncrement(); next < lines; next = number.getAndIncrement()) {
                    waitForRoom();
                    logger.info("line {}", next);
                }
                return null;
            }));
        }
        begin.countDown();
        for (Future<?> writer : writers) {
            writer.get();
        }
    }

    /** A queue that is full is another test's matter. */
    private void waitForRoom() {
        if (!hasRoom()) {
            await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).until(this::hasRoom);
        }
    }

    private boolean hasRoom() {
        return router.sinks().stream().allMatch(sink -> sink.waiting() < QueuedSink.CAPACITY / 2);
    }

    private void end() throws InterruptedException {
        end(Duration.ofSeconds(20));
    }

    private void end(Duration patience) throws InterruptedException {
        for (QueuedSink sink : router.end()) {
            sink.await(patience);
        }
    }

    private void assertAllWrittenOnce(int lines) throws IOException {
        List<Integer> written = new ArrayList<>();
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                for (String line : Files.readAllLines(file)) {
                    Matcher found = NUMBER.matcher(line);
                    assertThat(found.find()).as("%s: %s", file, line).isTrue();
                    written.add(Integer.valueOf(found.group(1)));
                }
            }
        }
        Set<Integer> each = new TreeSet<>(written);
        assertThat(each).hasSize(lines);
        assertThat(written).hasSize(lines);
    }
}
