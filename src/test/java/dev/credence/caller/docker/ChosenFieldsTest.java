package dev.credence.caller.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.telemetry.ChosenFields;
import dev.credence.testing.DockerForm;
import dev.credence.testing.FakeContainer;
import dev.credence.testing.LogCapture;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What log.fields copies to lines about a request, and nothing else of a container. */
class ChosenFieldsTest {
    private static final ChosenFields NONE = new ChosenFields(List.of(), List.of(), List.of());

    @TempDir
    Path folder;

    private ContainerSite site;

    @BeforeEach
    void start() {
        site = new ContainerSite(folder, DockerForm.DOCKER_27);
        site.docker()
                .run(FakeContainer.of("web", "127.0.0.11")
                        .with("SERVICE_NAME", "shop")
                        .with("OTHER", "unchosen"));
        site.start("2s");
        ChosenFields.use(new ChosenFields(
                List.of("User-Agent", "X-Team"), List.of("team", "missing"), List.of("SERVICE_NAME", "MISSING")));
    }

    @AfterEach
    void stop() {
        ChosenFields.use(NONE);
        site.close();
    }

    @Test
    void aLineOfTheAuditLogHasWhatWasChosen() {
        site.gateway()
                .getFrom("127.0.0.11", ContainerSite.APP, "User-Agent: sdk/1", "X-Other: unchosen", "X-Request-ID: r1");

        assertThat(site.audit())
                .singleElement()
                .asString()
                .startsWith("credential given")
                .contains(
                        "header.user_agent=\"sdk/1\"",
                        "env.service_name=\"shop\"",
                        "label.team=\"web-team\"",
                        "request_id=\"r1\"")
                .doesNotContain("unchosen", "env.missing", "label.missing", "header.x_team");
    }

    @Test
    void aLineAboutARequestThatIsTurnedAwayHasItToo() {
        try (LogCapture log = LogCapture.of("dev.credence.gateway.ListenerVerticle")) {
            site.gateway()
                    .getFrom(
                            "127.0.0.11",
                            ContainerSite.APP,
                            "X-Forwarded-For: 1.1.1.1",
                            "X-Team: a",
                            "X-Request-ID: r2");

            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .contains("request turned away", "header.x_team=\"a\"", "request_id=\"r2\"");
        }
    }

    @Test
    void aValueIsOneBoundedLineOfWhatCanBeRead() {
        site.gateway()
                .getFrom("127.0.0.11", ContainerSite.APP, "X-Team: a\tb\u0085c" + "x".repeat(300), "User-Agent: ");

        assertThat(site.audit())
                .singleElement()
                .asString()
                .containsPattern("header.x_team=\"a b {1,2}cx{200,251}\\.\\.\\.\"")
                .doesNotContain("header.user_agent");
    }
}
