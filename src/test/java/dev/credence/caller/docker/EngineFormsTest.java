package dev.credence.caller.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.credence.caller.Caller;
import dev.credence.caller.CallerResolver;
import dev.credence.caller.Refusal;
import dev.credence.config.CallerConfig;
import dev.credence.config.DockerConfig;
import dev.credence.testing.DockerForm;
import dev.credence.testing.FakeContainer;
import dev.credence.testing.FakeDocker;
import dev.credence.testing.TestTime;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.util.NetUtil;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every version of the API says the same. */
class EngineFormsTest {
    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private FakeDocker docker;
    private Engines engines;
    private CallerResolver callers;

    @AfterEach
    void stop() throws Exception {
        engines.close().await(10, TimeUnit.SECONDS);
        docker.close();
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @EnumSource(DockerForm.class)
    void tellsEverythingOfAContainer(DockerForm form) throws Exception {
        docker = FakeDocker.at(folder.resolve("d.sock"), form);
        FakeContainer web =
                docker.run(FakeContainer.of("web", "127.0.0.11", "fd00::11").with("EMPTY", ""));
        open();

        Caller caller = find("127.0.0.11");

        assertThat(caller.name()).isEqualTo("web");
        assertThat(caller.environment()).isEqualTo(web.environment());
        assertThat(caller.labels()).isEqualTo(web.labels());
        assertThat(caller.container().orElseThrow().image()).isEqualTo("registry/web");
        assertThat(caller.credentials()).containsExactly("app");
        assertThat(find("fd00::11").name()).isEqualTo("web");
        assertThat(find("::ffff:127.0.0.11").name()).isEqualTo("web");
        assertThat(caller.toString() + caller.container()).doesNotContain("web-role", "web-team");
    }

    @ParameterizedTest
    @EnumSource(DockerForm.class)
    void tellsThatAContainerHasComeAndGone(DockerForm form) throws Exception {
        docker = FakeDocker.onPort(form);
        open();
        FakeContainer web = docker.run(FakeContainer.of("web", "127.0.0.11"));
        Caller caller = find("127.0.0.11");
        assertThat(caller.isOver()).isFalse();

        docker.kill(web);

        await().until(caller::isOver);
        assertThat(callers.again(NetUtil.createInetAddressFromIpAddressString("127.0.0.11"), caller)
                        .refusal())
                .contains(Refusal.CONTAINER_ENDED);
        assertThat(find("127.0.0.11").refusal()).contains(Refusal.UNKNOWN_CONTAINER);
    }

    @Test
    void keepsNoValueWithoutEnd() throws Exception {
        docker = FakeDocker.onPort(DockerForm.DOCKER_27);
        docker.run(FakeContainer.of("web", "127.0.0.11").with("LONG", "x".repeat(100_000)));
        open();

        assertThat(find("127.0.0.11").environment()).containsKey("IAM_ROLE").doesNotContainKey("LONG");
    }

    private void open() throws Exception {
        DockerConfig config =
                new DockerConfig(URI.create(docker.address().replace("tcp:", "http:")), Optional.empty(), List.of());
        List<CallerConfig> rules = List.of(new CallerConfig(
                Optional.empty(), Optional.empty(), Optional.of(config), Optional.empty(), List.of("app")));
        engines = new Engines(vertx, new TestTime(), new Random(1), new SimpleMeterRegistry(), Duration.ofSeconds(3));
        engines.open(rules).await(10, TimeUnit.SECONDS);
        callers = CallerResolver.of(rules, file -> null, engines);
        await().until(() -> engines.status().get(0).state().equals("following"));
    }

    private Caller find(String address) throws Exception {
        return callers.find(NetUtil.createInetAddressFromIpAddressString(address))
                .await(10, TimeUnit.SECONDS);
    }
}
