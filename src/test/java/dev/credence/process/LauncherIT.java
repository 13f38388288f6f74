package dev.credence.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.credence.testing.ChildProcess;
import dev.credence.testing.FakeVault;
import dev.credence.testing.Http;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code bin/credence} with the jar and a real Java. */
class LauncherIT {
    private static final Path LAUNCHER = Path.of("bin", "credence").toAbsolutePath();
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @RegisterExtension
    private final Site site = new Site();

    @Test
    void theFirstRunMakesAnArchiveForLaterOnes() throws IOException {
        FakeVault vault = site.vault();

        String first = document(process(vault, "-r", "app"));
        List<Path> archives = archives();
        String cached = document(process(vault, "-r", "app"));
        String another = document(process(vault, "-r", "app", "--no-cache"));

        assertThat(archives).singleElement().satisfies(archive -> assertThat(Files.getPosixFilePermissions(archive))
                .isEqualTo(PosixFilePermissions.fromString("rw-------")));
        assertThat(archives()).isEqualTo(archives);
        assertThat(cached).isEqualTo(first);
        assertThat(another).isNotEqualTo(first);
        assertThat(vault.issued()).isEqualTo(2);
    }

    @Test
    void anArchiveThatIsDamagedOrOfSomebodyElseCostsNoDocument() throws IOException {
        FakeVault vault = site.vault();
        document(process(vault, "-r", "app"));
        Path archive = archives().get(0);
        Files.write(archive, new byte[100_000]);

        document(process(vault, "-r", "app", "--no-cache"));
        Files.setPosixFilePermissions(archive, PosixFilePermissions.fromString("rw-rw-rw-"));
        document(process(vault, "-r", "more", "--no-cache"));

        assertThat(vault.issued()).isEqualTo(3);
    }

    @Test
    void whatCannotBeCachedIsPrintedAllTheSame() {
        FakeVault vault = site.vault();
        Map<String, String> environment = toVault(vault);
        environment.put("XDG_CACHE_HOME", "/dev/null");

        try (ChildProcess run = start(environment, "process", "-r", "app")) {
            run.succeedWithin(PATIENCE);

            assertThat(run.stdout()).startsWith("{\"Version\":1,");
            assertThat(run.stderr().lines())
                    .singleElement()
                    .asString()
                    .startsWith("credence: the cache /dev/null/credence ")
                    .endsWith("; set XDG_CACHE_HOME to a folder that you may write, or use --no-cache");
        }
    }

    @Test
    void errorsAndExitCodesComeThrough() throws IOException {
        FakeVault vault = site.vault();

        for (int i = 0; i < 2; i++) {
            try (ChildProcess wrong = process(vault, "-r", "nobody")) {
                assertThat(wrong.exitCodeWithin(PATIENCE)).isEqualTo(77);
                assertThat(wrong.stdout()).isEmpty();
                assertThat(wrong.stderr().lines()).singleElement().asString().contains("\"nobody\" not found");
            }
        }
        try (ChildProcess usage = process(vault, "--rle", "app")) {
            assertThat(usage.exitCodeWithin(PATIENCE)).isEqualTo(64);
        }
        try (ChildProcess help = process(vault, "--help")) {
            assertThat(help.succeedWithin(PATIENCE).stdout()).contains("Usage: credence process", "Examples:");
        }
        assertThat(archives()).isEmpty();
    }

    @Test
    void aJarThatIsNotThereIsNamed() {
        Map<String, String> environment = toVault(site.vault());
        environment.put("CREDENCE_JAR", "/nowhere/credence.jar");

        try (ChildProcess run = start(environment, "check")) {
            assertThat(run.exitCodeWithin(PATIENCE)).isEqualTo(78);
            assertThat(run.stderr().lines())
                    .containsExactly(
                            "credence: CREDENCE_JAR: there is no /nowhere/credence.jar: correct it, or unset it");
        }
    }

    @Test
    void otherCommandsBecomeTheirJavaProcessSoThatSignalsReachIt() throws IOException {
        Map<String, String> environment = toVault(site.vault());
        Path configuration = site.configure(Site.APP);
        Path link = Files.createSymbolicLink(site.folder().resolve("credence"), LAUNCHER);
        List<String> command = List.of(link.toString(), "serve", "-c", configuration.toString());

        try (ChildProcess serve = ChildProcess.start("serve", site.folder(), environment, command)) {
            await().atMost(PATIENCE).until(() -> new Http(site.opsPort()).isOk("/healthz"));
            serve.terminate();

            assertThat(serve.exitCodeWithin(PATIENCE)).as(serve::log).isZero();
        }
    }

    private ChildProcess process(FakeVault vault, String... arguments) {
        List<String> all = new ArrayList<>(List.of("process"));
        all.addAll(List.of(arguments));
        return start(toVault(vault), all.toArray(String[]::new));
    }

    private ChildProcess start(Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>(List.of(LAUNCHER.toString()));
        command.addAll(List.of(arguments));
        return ChildProcess.start("launcher", site.folder(), environment, command);
    }

    private static Map<String, String> toVault(FakeVault vault) {
        Map<String, String> environment = new HashMap<>();
        environment.put("VAULT_ADDR", vault.address().toString());
        environment.put("VAULT_TOKEN", FakeVault.TOKEN);
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        return environment;
    }

    private static String document(ChildProcess run) {
        try (run) {
            run.succeedWithin(PATIENCE);
            assertThat(run.stderr()).isEmpty();
            assertThat(run.stdout().lines()).singleElement().asString().startsWith("{\"Version\":1,");
            return run.stdout();
        }
    }

    private List<Path> archives() throws IOException {
        Path folder = site.folder().resolve(".cache").resolve("credence");
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("java-"))
                    .toList();
        }
    }
}
