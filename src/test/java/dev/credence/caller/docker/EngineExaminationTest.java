package dev.credence.caller.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.config.DockerConfig;
import dev.credence.testing.DockerForm;
import dev.credence.testing.FakeContainer;
import dev.credence.testing.FakeDocker;
import dev.credence.testing.FakeReply;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineExaminationTest {
    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private FakeDocker docker;

    @BeforeEach
    void start() {
        docker = FakeDocker.at(folder.resolve("d.sock"), DockerForm.DOCKER_27);
    }

    @AfterEach
    void stop() throws Exception {
        docker.close();
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    @Test
    void saysWhatWorks() throws Exception {
        docker.run(FakeContainer.of("web", "127.0.0.11"));

        assertThat(examine()).isEqualTo(new EngineExamination.Result(true, "speaks API 1.47; containers that run: 1"));
    }

    @Test
    void saysThatTheEngineIsNotThere() throws Exception {
        docker.stop();

        assertThat(examine().works()).isFalse();
        assertThat(examine().text()).startsWith("nobody listens there: start the engine");
    }

    @Test
    void saysWhatAProxyBeforeTheEngineHasToPermit() throws Exception {
        docker.answer(FakeReply.of(403, "Forbidden"));

        assertThat(examine().text())
                .isEqualTo("it refuses to be asked (HTTP 403): permit GET of /version, /events,"
                        + " /networks and /containers");
    }

    @Test
    void saysThatItIsNoEngine() throws Exception {
        docker.answer(FakeReply.of(200, "<html>"));

        assertThat(examine().text()).startsWith("does not answer as an engine does");
    }

    private EngineExamination.Result examine() throws Exception {
        DockerConfig config = new DockerConfig(URI.create(docker.address()), Optional.empty(), List.of());
        return EngineExamination.examine(vertx, config, new SimpleMeterRegistry())
                .await(30, TimeUnit.SECONDS);
    }
}
