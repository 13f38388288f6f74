package dev.credence.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.credence.testing.ChildProcess;
import dev.credence.testing.CredenceJar;
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
import java.util.function.Predicate;
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
        environment.put("CREDENCE_ARCHIVE", "/dev/null");
        Path configuration = site.configure(Site.APP);
        Path link = Files.createSymbolicLink(site.folder().resolve("credence"), LAUNCHER);
        List<String> command = List.of(link.toString(), "serve", "-c", configuration.toString());

        try (ChildProcess serve = ChildProcess.start("serve", site.folder(), environment, command)) {
            await().atMost(PATIENCE).until(() -> new Http(site.opsPort()).isOk("/healthz"));
            serve.terminate();

            assertThat(serve.exitCodeWithin(PATIENCE)).as(serve::log).isZero();
        }
        assertThat(site.folder().resolve(".cache")).doesNotExist();
    }

    @Test
    void trainKeepsBesideTheJarWhatLaterCommandsStartFrom() throws IOException {
        Map<String, String> environment = toVault(site.vault());
        Path jar = Files.copy(CredenceJar.path(), site.folder().resolve("credence.jar"));
        Path archive = site.folder().resolve("credence-java" + Runtime.version().feature() + ".jsa");
        environment.put("CREDENCE_JAR", jar.toString());

        try (ChildProcess train = start(environment, "train")) {
            assertThat(train.succeedWithin(PATIENCE).stdout())
                    .isEqualTo("credence: Java " + Runtime.version().feature() + " starts from " + archive + " now\n");
            assertThat(train.stderr()).isEmpty();
        }
        assertThat(Files.getPosixFilePermissions(archive)).isEqualTo(PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(isStartedFromAnArchive(environment)).isTrue();
        environment.put("CREDENCE_ARCHIVE", "/dev/null");
        assertThat(isStartedFromAnArchive(environment)).isFalse();
        environment.put("CREDENCE_ARCHIVE", archive.toString());
        assertThat(isStartedFromAnArchive(environment)).isTrue();
        Files.write(archive, new byte[100_000]);
        assertThat(isStartedFromAnArchive(environment)).isFalse();
    }

    @Test
    void trainSaysWhyItCouldKeepNothing() {
        Map<String, String> environment = toVault(site.vault());
        environment.put("CREDENCE_ARCHIVE", "/nowhere/credence.jsa");

        try (ChildProcess train = start(environment, "train")) {
            assertThat(train.exitCodeWithin(PATIENCE)).isEqualTo(73);
            assertThat(train.stdout()).isEmpty();
            assertThat(train.stderr()).contains("/nowhere/credence.jsa");
        }
    }

    @Test
    void theFirstGatewayHasAnArchiveMadeBehindItsBack() throws IOException {
        Map<String, String> environment = toVault(site.vault());
        String configuration = site.configure(Site.APP).toString();

        try (ChildProcess serve = start(environment, "serve", "-c", configuration)) {
            await().atMost(PATIENCE).until(() -> new Http(site.opsPort()).isOk("/healthz"));
            await("an archive, and nothing beside it").atMost(PATIENCE).until(() -> left("serve-"), isOneArchive());

            serve.terminate();
            assertThat(serve.exitCodeWithin(PATIENCE)).as(serve::log).isZero();
            assertThat(serve.stderr()).isEmpty();
            assertThat(serve.stdout())
                    .doesNotContain("[cds]")
                    .doesNotContain("[aot]")
                    .doesNotContain("development");
        }
        assertThat(isStartedFromAnArchive(environment)).isTrue();
    }

    private static Predicate<List<Path>> isOneArchive() {
        return files -> files.size() == 1 && files.get(0).toString().endsWith(".jsa");
    }

    private boolean isStartedFromAnArchive(Map<String, String> environment) {
        Map<String, String> telling = new HashMap<>(environment);
        telling.put("CREDENCE_JAVA_OPTS", "-Xlog:class+load:stdout");
        try (ChildProcess run = start(telling, "--version")) {
            assertThat(run.succeedWithin(PATIENCE).stderr()).isEmpty();
            assertThat(run.stdout()).contains("] dev.credence.Main source: ");
            return run.stdout().contains("] dev.credence.Main source: shared objects file");
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
        return left("java-");
    }

    private List<Path> left(String beginning) throws IOException {
        Path folder = site.folder().resolve(".cache").resolve("credence");
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith(beginning))
                    .toList();
        }
    }
}
