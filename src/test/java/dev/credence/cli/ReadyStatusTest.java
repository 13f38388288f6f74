package dev.credence.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.testing.FakeReply;
import dev.credence.testing.FakeWeb;
import dev.credence.testing.FreePort;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code status --ready}, for scripts. */
@Timeout(60)
class ReadyStatusTest {
    /** One that lives as long as the test. */
    private static final long SECOND = ProcessHandle.current().pid();

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger asked = new AtomicInteger();
    private final FakeWeb ops = new FakeWeb(vertx, request -> reply(asked.incrementAndGet()));

    @AfterEach
    void stop() {
        ops.close();
        vertx.close().await();
    }

    /** Not ready twice, then the first gateway, then the second. */
    private static FakeReply reply(int number) {
        boolean ready = number > 2;
        return FakeReply.json(
                ready ? 200 : 503, page(ready ? "fresh" : "failing", ready).put("pid", number > 3 ? SECOND : 1));
    }

    private static JsonObject page(String state, boolean ready) {
        return new JsonObject()
                .put("ready", ready)
                .put("stopping", false)
                .put(
                        "credentials",
                        new JsonArray()
                                .add(new JsonObject().put("name", "web").put("state", "stale"))
                                .add(new JsonObject().put("name", "app").put("state", state)));
    }

    @Test
    void oneLineSaysWhyItIsNotReady() {
        Run run = ready();

        assertThat(run.exitCode()).isEqualTo(69);
        assertThat(run.out()).isEmpty();
        assertThat(run.errors()).containsExactly("credence: not ready: app is failing");
    }

    @Test
    void waitsUntilItIs() {
        Run run = ready("--wait", "30s");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(asked).hasValue(3);
        assertThat(ops.requests())
                .allSatisfy(request -> assertThat(request.path()).isEqualTo("/readyz"));
    }

    @Test
    void waitsForTheProcessThatIsMeant() {
        Run run = ready("--wait", "30s", "--pid", Long.toString(SECOND));

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(asked).hasValue(4);
    }

    /** Whoever waits for a gateway that has ended, as one with a wrong configuration does, need not wait. */
    @Test
    void aProcessThatHasEndedIsNotWaitedFor() throws Exception {
        Process process = new ProcessBuilder("sh", "-c", "exit 78").start();
        assertThat(process.waitFor()).isEqualTo(78);

        Run run = ready("--wait", "1h", "--pid", Long.toString(process.pid()));

        assertThat(run.exitCode()).isEqualTo(69);
        assertThat(run.errors()).containsExactly("credence: process " + process.pid() + " has ended; its log says why");
    }

    @Test
    void oneThatStopsIsNotReady() {
        ops.always(FakeReply.json(503, page("fresh", false).put("stopping", true)));

        assertThat(ready().errors()).containsExactly("credence: not ready: it is stopping");
    }

    @Test
    void whereNobodyAnswersOrSomebodyElseItIsNotReady() {
        Run nobody = Run.of("status", "--ready", "--ops", "127.0.0.1:" + FreePort.next());
        ops.always(FakeReply.of(200, "<html>"));
        Run other = ready();

        assertThat(nobody.exitCode()).isEqualTo(69);
        assertThat(nobody.errors()).singleElement().asString().contains("no gateway answers at http://127.0.0.1:");
        assertThat(other.exitCode()).isEqualTo(69);
        assertThat(other.errors()).singleElement().asString().contains("so it is not an ops listener");
    }

    @ParameterizedTest
    @CsvSource({"--wait,5s", "--pid,1"})
    void goesWithReadyOnly(String option, String value) {
        assertThat(Run.of("status", option, value).exitCode()).isEqualTo(64);
        assertThat(Run.of("status", "--ready", "--watch").exitCode()).isEqualTo(64);
    }

    private Run ready(String... more) {
        String[] arguments = new String[more.length + 4];
        arguments[0] = "status";
        arguments[1] = "--ready";
        arguments[2] = "--ops";
        arguments[3] = ops.address().toString();
        System.arraycopy(more, 0, arguments, 4, more.length);
        return Run.of(arguments);
    }
}
