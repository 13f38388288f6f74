package dev.credence.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.credence.config.NodeConfig;
import dev.credence.credential.Scheduler;
import dev.credence.credential.TimeSource;
import dev.credence.credential.VertxScheduler;
import dev.credence.testing.FakeReply;
import dev.credence.testing.FakeRequest;
import dev.credence.testing.FakeWeb;
import dev.credence.testing.LogCapture;
import dev.credence.testing.TestCertificates;
import dev.credence.testing.TestFiles;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No workload starts on a node before there are credentials for it. */
class StartupTaintTest {
    private static final String KEY = "credence.dev/starting";
    private static final JsonObject OURS = new JsonObject().put("key", KEY).put("effect", "NoSchedule");
    private static final JsonObject OTHER =
            new JsonObject().put("key", "other").put("value", "x").put("effect", "NoExecute");

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final AtomicBoolean ready = new AtomicBoolean(true);
    private final AtomicInteger looks = new AtomicInteger();
    private final ShortTimers time = new ShortTimers();
    private final LogCapture log = LogCapture.of(StartupTaint.class.getName());
    private volatile JsonArray taints = new JsonArray();
    private volatile boolean overtakeOnce;
    private volatile String accepted = "-token";
    private FakeWeb api = new FakeWeb(vertx, this::answer);

    @BeforeEach
    void token() {
        TestFiles.write(folder.resolve("token"), "first-token\n");
    }

    @AfterEach
    void close() throws Exception {
        log.close();
        vertx.close().await(20, TimeUnit.SECONDS);
    }

    @Test
    void takesItOffOnceTheGatewayIsReadyAndLeavesTheOthers() throws Exception {
        taints.add(OTHER).add(OURS).add(OURS.copy().put("effect", "NoExecute"));
        ready.set(false);

        deploy();
        await().until(() -> looks.get() >= 3);

        assertThat(api.requests()).isEmpty();
        ready.set(true);
        await().until(() -> log.lines().size() == 1);
        assertThat(taints).isEqualTo(new JsonArray().add(OTHER));
        assertThat(log.lines())
                .containsExactly(
                        "ready: the node takes workloads node=\"node-1\" taint=\"" + KEY + "\" outcome=\"removed\"");
        assertThat(api.requests()).hasSize(2).allSatisfy(request -> {
            assertThat(request.path()).isEqualTo("/api/v1/nodes/node-1");
            assertThat(request.header("authorization")).contains("Bearer first-token");
        });
    }

    @Test
    void aNodeWithoutItIsNotWritten() throws Exception {
        taints.add(OTHER);

        deploy();

        await().until(() -> log.lines().size() == 1);
        assertThat(log.lines().get(0)).contains("outcome=\"absent\"");
        assertThat(api.requests()).extracting(FakeRequest::method).containsExactly("GET");
    }

    @Test
    void whatOthersWriteMeanwhileIsNotLost() throws Exception {
        taints.add(OURS);
        overtakeOnce = true;

        deploy();

        await().until(() -> log.lines().size() == 1);
        assertThat(taints).isEqualTo(new JsonArray().add(OTHER));
        assertThat(api.requests()).extracting(FakeRequest::method).containsExactly("GET", "PATCH", "GET", "PATCH");
    }

    /** A ValidatingAdmissionPolicy answers as a test that does not hold: with 422. Nobody else writes the taints. */
    @Test
    void aPolicyThatForbidsTheChangeIsToldInItsOwnWords() throws Exception {
        taints.add(OURS);
        String denied = "nodes \"node-1\" is forbidden: policy denied request: only its own node\n";
        FakeReply no =
                FakeReply.json(422, new JsonObject().put("kind", "Status").put("message", denied));
        FakeReply node = answerToGet();
        api.next(node, no, node, no, node, no);

        deploy();
        await().until(() -> log.lines().size() == 2);

        assertThat(taints).isEmpty();
        assertThat(log.lines().get(0)).contains("does not take the change: 422 (nodes \"node-1\" is forbidden");
        assertThat(log.lines().get(1)).contains("outcome=\"removed\"");
        assertThat(time.asked).startsWith(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(2));
    }

    @Test
    void goesOnTryingWithThePresentTokenAndTellsEachTroubleOnce() throws Exception {
        taints.add(OURS);
        accepted = "second-token";
        api.next(
                FakeReply.of(403, ""),
                FakeReply.of(403, ""),
                FakeReply.of(404, ""),
                FakeReply.of(200, "<html>"),
                FakeReply.json(200, new JsonObject()),
                FakeReply.of(200, "{\"kind\":\"Node\",\"spec\":null}"),
                FakeReply.of(500, ""),
                FakeReply.of(429, "{\"message\":\"slow down\"}"),
                FakeReply.reset());

        deploy();
        await().until(() -> log.lines().size() == 7);
        TestFiles.write(folder.resolve("token"), "second-token");

        await().until(() -> taints.isEmpty());
        await().until(() -> log.lines().size() == 8);
        assertThat(log.lines())
                .anySatisfy(line -> assertThat(line).contains("answered 429 (slow down)"))
                .anySatisfy(line -> assertThat(line).contains("may not get nodes: give it a ClusterRole"))
                .anySatisfy(line -> assertThat(line).contains("there is no node node-1"))
                .anySatisfy(line -> assertThat(line).contains("does not accept the service account's token"))
                .noneSatisfy(line -> assertThat(line).contains("-token"));
        assertThat(time.asked)
                .startsWith(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4))
                .allSatisfy(pause -> assertThat(pause).isLessThanOrEqualTo(Duration.ofSeconds(30)));
    }

    @Test
    void aTokenThatIsNotThereIsWaitedFor() throws Exception {
        taints.add(OURS);
        Files.delete(folder.resolve("token"));

        deploy();
        await().until(() -> log.lines().size() == 1);
        TestFiles.write(folder.resolve("token"), "late-token");

        await().until(() -> log.lines().size() == 2);
        assertThat(taints).isEmpty();
        assertThat(log.lines().get(0)).contains("token cannot be read");
    }

    @Test
    void theApiServerMustBeKnownToTheAuthority() throws Exception {
        TestCertificates certificates = TestCertificates.in(folder);
        HttpServerOptions tls = new HttpServerOptions().setSsl(true).setKeyCertOptions(certificates.server());
        api = new FakeWeb(vertx, tls, this::answer);
        taints.add(OURS);

        deploy(Optional.of(certificates.clientCertificate()));
        await().until(() -> log.lines().size() == 1);
        assertThat(log.lines().get(0)).contains("no answer from the API server");
        assertThat(api.requests()).isEmpty();

        deploy(Optional.of(certificates.authority()));
        await().until(() -> taints.isEmpty());
    }

    @Test
    void nothingHappensAfterTheEnd() throws Exception {
        taints.add(OURS);
        ready.set(false);

        String deployment = deploy();
        await().until(() -> looks.get() >= 1);
        vertx.undeploy(deployment).await(20, TimeUnit.SECONDS);
        int before = looks.get();
        ready.set(true);
        time.passed(vertx, 5);

        assertThat(looks.get() - before).isLessThanOrEqualTo(1);
        assertThat(taints).hasSize(1);
    }

    private String deploy() throws Exception {
        return deploy(Optional.empty());
    }

    private String deploy(Optional<Path> authority) throws Exception {
        NodeConfig config = new NodeConfig("node-1", KEY, api.address(), folder.resolve("token"), authority);
        return vertx.deployVerticle(new NodeVerticle(
                        config,
                        () -> {
                            looks.incrementAndGet();
                            return Future.succeededFuture(ready.get());
                        },
                        time))
                .await(20, TimeUnit.SECONDS);
    }

    /** As the API server: a patch is applied as a whole, if what it tests for holds. */
    private FakeReply answer(FakeRequest request) {
        if (!request.header("authorization").orElse("").endsWith(accepted)) {
            return FakeReply.of(401, "");
        }
        if (request.method().equals("GET")) {
            return answerToGet();
        }
        assertThat(request.header("content-type")).contains("application/json-patch+json");
        if (overtakeOnce) {
            overtakeOnce = false;
            taints = taints.copy().add(OTHER);
        }
        JsonArray patch = new JsonArray(request.body());
        if (!patch.getJsonObject(0).getJsonArray("value").equals(taints)) {
            return FakeReply.json(422, new JsonObject().put("reason", "Invalid"));
        }
        taints = patch.getJsonObject(1).getJsonArray("value");
        return FakeReply.json(200, new JsonObject().put("kind", "Node"));
    }

    private FakeReply answerToGet() {
        JsonObject spec = new JsonObject().put("podCIDR", "10.0.0.0/24").put("taints", taints.copy());
        return FakeReply.json(200, new JsonObject().put("kind", "Node").put("spec", spec));
    }

    /** Remembers how long was to be waited, and waits a millisecond. */
    private static final class ShortTimers implements TimeSource {
        private final List<Duration> asked = new CopyOnWriteArrayList<>();

        @Override
        public Instant instant() {
            return Instant.EPOCH;
        }

        @Override
        public long nanoTime() {
            return 0;
        }

        @Override
        public Scheduler scheduler(Vertx vertx, Context context) {
            Scheduler real = new VertxScheduler(vertx, context);
            return (delay, task) -> {
                asked.add(delay);
                return real.after(Duration.ofMillis(1), task);
            };
        }

        /** As many timers as that have run. */
        void passed(Vertx vertx, int timers) throws Exception {
            for (int i = 0; i < timers; i++) {
                vertx.timer(1, TimeUnit.MILLISECONDS).await(20, TimeUnit.SECONDS);
            }
        }
    }
}
