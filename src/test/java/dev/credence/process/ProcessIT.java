package dev.credence.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.credence.testing.ChildProcess;
import dev.credence.testing.CredenceJar;
import dev.credence.testing.FakeVault;
import dev.credence.testing.GatewayProcess;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code process} as an SDK runs it: a JVM of its own for each document. */
class ProcessIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @RegisterExtension
    private final Site site = new Site();

    @Test
    void loadsNeitherVertxNorTheLogNorTheCommandLine() throws IOException {
        FakeVault vault = site.vault();

        ChildProcess cold = finished(start(toVault(vault), List.of("-Xlog:class+load:file=cold.txt"), "-r", "app"));
        ChildProcess cached = finished(start(toVault(vault), List.of("-Xlog:class+load:file=cached.txt"), "-r", "app"));

        assertThat(cached.stdout()).isEqualTo(cold.stdout());
        assertThat(vault.issued()).isEqualTo(1);
        assertThat(loaded("cold.txt")).contains("java.net.http.HttpClient");
        assertThat(loaded("cached.txt")).doesNotContain("java.net.http.HttpClient");
        for (String classes : List.of(loaded("cold.txt"), loaded("cached.txt"))) {
            assertThat(classes)
                    .contains("dev.credence.cli.process.ProcessRun")
                    .doesNotContain(" io.vertx.", " io.netty.", " ch.qos.", " org.slf4j.", " picocli.");
        }
    }

    @Test
    void runsBesideEachOtherMakeOneCall() {
        FakeVault vault = site.vault().hold();

        List<ChildProcess> runs = IntStream.range(0, 10)
                .mapToObj(number -> start(toVault(vault), List.of(), "-r", "app"))
                .toList();
        await().atMost(PATIENCE).until(() -> vault.holding() > 0);
        vault.release();

        assertThat(runs)
                .extracting(run -> finished(run).stdout())
                .containsOnly(runs.get(0).stdout());
        assertThat(vault.credsRequests()).hasSize(1);
    }

    @Test
    void aRunThatIsKilledHoldsNobodyUp() {
        FakeVault vault = site.vault().hold();
        ChildProcess killed = start(toVault(vault), List.of(), "-r", "app");
        await().atMost(PATIENCE).until(() -> vault.holding() > 0);

        killed.kill();
        vault.release();

        assertThat(finished(start(toVault(vault), List.of(), "-r", "app")).stdout())
                .contains("AccessKeyId");
        assertThat(killed.stdout()).isEmpty();
    }

    @Test
    void aFullDiskCostsTheCacheAndNotTheDocument() {
        FakeVault vault = site.vault();
        // A limit of nothing for each file, with the output in a pipe, which has none.
        List<String> command = new ArrayList<>(List.of("sh", "-c", "(ulimit -f 0; exec \"$@\") 2>&1 | cat", "sh"));
        command.addAll(CredenceJar.command(site.folder(), List.of("process", "-r", "app")));

        try (ChildProcess run = ChildProcess.start("process", site.folder(), toVault(vault), command)) {
            run.succeedWithin(PATIENCE);

            assertThat(run.stdout().lines())
                    .anyMatch(line -> line.startsWith("{\"Version\":1,") && new JsonObject(line).size() == 6)
                    .anyMatch(line -> line.startsWith("credence: the document is not cached: "));
        }
        assertThat(site.folder().resolve(".cache/credence")).isDirectoryNotContaining("glob:**.new");
    }

    @Test
    void aRunningGatewayGivesItsDocumentToWhoShowsTheSecret() throws IOException {
        FakeVault vault = site.vault();
        GatewayProcess gateway = site.serve("""
                credentials: {app: {provider: aws, role: app}}
                callers: [{match: {token-file: caller.token}, credentials: [app]}]
                """);
        Map<String, String> byVariable = Map.of("AWS_CONTAINER_AUTHORIZATION_TOKEN", Site.CALLER_TOKEN);

        ChildProcess first = finished(start(
                Map.of(),
                List.of("-Xlog:class+load:file=gateway.txt"),
                "-r",
                "app",
                "--gateway",
                gateway.address(),
                "--token-file",
                "caller.token"));
        ChildProcess second = finished(start(byVariable, List.of(), "-r", "app", "--gateway", gateway.address()));
        ChildProcess refused = start(Map.of(), List.of(), "-r", "app", "--gateway", gateway.address());
        ChildProcess unknown = start(byVariable, List.of(), "-r", "nobody", "--gateway", gateway.address());

        assertThat(new JsonObject(first.stdout()).fieldNames())
                .containsExactly(
                        "Version", "AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration", "AccountId");
        assertThat(second.stdout()).isEqualTo(first.stdout());
        assertThat(loaded("gateway.txt")).doesNotContain(" io.vertx.", " ch.qos.");
        assertThat(refused.exitCodeWithin(PATIENCE)).isEqualTo(77);
        assertThat(refused.stderr()).contains("answered 401", "--token-file must name the file");
        assertThat(unknown.exitCodeWithin(PATIENCE)).isEqualTo(77);
        assertThat(unknown.stderr().lines()).singleElement().asString().contains("answered 404");
        assertThat(vault.issued()).isEqualTo(1);
    }

    @Test
    void aConfigurationLogsInWithoutAWordOnStandardError() {
        FakeVault vault = site.vault();
        Path configuration = site.configure(Site.APP);

        ChildProcess run = finished(start(Map.of(), List.of(), "-r", "app", "-c", configuration.toString()));

        assertThat(run.stdout().lines()).singleElement().asString().startsWith("{\"Version\":1,");
        assertThat(vault.issued()).isEqualTo(1);
    }

    private Map<String, String> toVault(FakeVault vault) {
        return Map.of("VAULT_ADDR", vault.address().toString(), "VAULT_TOKEN", FakeVault.TOKEN);
    }

    private ChildProcess start(Map<String, String> environment, List<String> flags, String... arguments) {
        List<String> all = new ArrayList<>(List.of("process"));
        all.addAll(List.of(arguments));
        List<String> command = new ArrayList<>(CredenceJar.command(site.folder(), all));
        command.addAll(1, flags);
        return ChildProcess.start("process", site.folder(), new HashMap<>(environment), command);
    }

    /** Its document, and nothing on standard error. */
    private static ChildProcess finished(ChildProcess run) {
        run.succeedWithin(PATIENCE);
        assertThat(run.stderr()).isEmpty();
        return run;
    }

    private String loaded(String file) throws IOException {
        return Files.readString(site.folder().resolve(file));
    }
}
