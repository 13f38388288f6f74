package dev.credence.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.testing.ChildProcess;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code bin/credence} with Javas of all versions that only write down how they were called. */
class LauncherTest {
    private static final Path LAUNCHER = Path.of("bin", "credence").toAbsolutePath();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Does what a JVM does with the flags for archives, and says more than the document, as it does. */
    private static final String JAVA = """
            #!/bin/sh
            printf '%s\\n' "$*" >>"${0%/bin/java}/calls"
            for argument do
              case $argument in
                -XX:ArchiveClassesAtExit=* | -XX:AOTConfiguration=*) : >"${argument#*=}" ;;
                -XX:AOTCache=*.aot) : >"${argument#*=}" ;;
              esac
            done
            echo '{"Version":1,"AccessKeyId":"STUB"}'
            case $* in *ArchiveClassesAtExit* | *AOTMode=record*) echo 'archive written' ;; esac
            """;

    private static final String DOCUMENT = "{\"Version\":1,\"AccessKeyId\":\"STUB\"}\n";

    @TempDir
    private Path home;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void pointToNoVault() {
        environment.put("VAULT_ADDR", "http://127.0.0.1:1");
        environment.put("VAULT_TOKEN", "token");
        environment.put("CREDENCE_JAR", LAUNCHER.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "17.0.13,  -XX:ArchiveClassesAtExit=, 1, -XX:SharedArchiveFile=",
        "21,       -XX:ArchiveClassesAtExit=, 1, -XX:SharedArchiveFile=",
        "24.0.2,   -XX:ArchiveClassesAtExit=, 1, -XX:SharedArchiveFile=",
        "25,       -XX:AOTMode=record -XX:AOTConfiguration=, 2, -XX:AOTCache=",
        "26-ea,    -XX:AOTMode=record -XX:AOTConfiguration=, 2, -XX:AOTCache="
    })
    void theFirstRunMakesTheArchiveThatThisJavaKnowsAndTheNextUsesIt(
            String version, String making, int calls, String using) throws IOException {
        Path jdk = jdk("jdk", version);

        try (ChildProcess first = process();
                ChildProcess second = process("--no-cache")) {
            assertThat(first.stdout()).isEqualTo(DOCUMENT);
            assertThat(second.stdout()).isEqualTo(DOCUMENT);
        }

        List<String> told = calls(jdk);
        assertThat(told).hasSize(calls + 1);
        assertThat(told.get(0)).contains(" " + making).endsWith("process -r app");
        assertThat(told.get(calls)).contains(" " + using + archive()).endsWith("process -r app --no-cache");
        assertThat(Files.getPosixFilePermissions(archive())).isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void anAotCacheIsMadeFromWhatWasRecorded() throws IOException {
        Path jdk = jdk("jdk", "25.0.1");

        try (ChildProcess first = process()) {
            assertThat(first.stdout()).isEqualTo(DOCUMENT);
        }

        String recorded = calls(jdk).get(0).replaceAll(".*-XX:AOTConfiguration=(\\S+) .*", "$1");
        assertThat(calls(jdk).get(1))
                .contains("-XX:AOTMode=create -XX:AOTConfiguration=" + recorded + " -XX:AOTCache=" + recorded + ".aot");
    }

    @Test
    void aJavaThatDoesNotTellItsVersionGetsNoFlagsThatItMayNotKnow() throws IOException {
        Path jdk = jdk("jdk", "17");
        Files.delete(jdk.resolve("release"));

        try (ChildProcess run = process()) {
            assertThat(run.stdout()).isEqualTo(DOCUMENT);
        }

        assertThat(calls(jdk)).singleElement().asString().doesNotContain("Archive", "AOT");
    }

    @ParameterizedTest
    @CsvSource({"11.0.2, 11", "1.8.0_392, 1", "16, 16"})
    void aJavaThatIsTooOldIsNamed(String version, String major) throws IOException {
        Path jdk = jdk("jdk", version);

        assertRefused(
                jdk + "/bin/java is Java " + major + ": install version 17 or later, or set JAVA_HOME to it",
                LAUNCHER.toString(),
                "check");
        assertThat(jdk.resolve("calls")).doesNotExist();
    }

    @Test
    void aJavaThatIsNotThereIsNamed() throws IOException {
        environment.put("JAVA_HOME", "/nowhere");
        assertRefused(
                "JAVA_HOME: there is no /nowhere/bin/java: correct it, or unset it", LAUNCHER.toString(), "check");

        environment.remove("JAVA_HOME");
        environment.put("PATH", withoutJava().toString());
        assertRefused("there is no Java: install version 17 or later, or set JAVA_HOME", LAUNCHER.toString(), "check");
    }

    @Test
    void aJarThatIsNotThereIsNamed() throws IOException {
        jdk("jdk", "17");
        Path copy = Files.copy(
                LAUNCHER, Files.createDirectories(home.resolve("bin")).resolve("credence"));
        environment.remove("CREDENCE_JAR");

        assertRefused(
                "there is no credence.jar beside " + copy.getParent()
                        + ": build it with mvn package, or set CREDENCE_JAR",
                "sh",
                copy.toString(),
                "check");
    }

    @ParameterizedTest
    @ValueSource(strings = {"with spaces", "it's", "a \"quote\"", "$(exit 9) `exit 9` *", "-dash", "b\\nack\\"})
    void namesOfFoldersMeanNothing(String name) throws IOException {
        Path place = Files.createDirectories(home.resolve(name));
        Path jdk = jdk(name + "/jdk " + name, "17");
        Path jar =
                Files.createFile(Files.createDirectories(place.resolve("lib")).resolve("credence.jar"));
        Path copy = Files.copy(
                LAUNCHER, Files.createDirectories(place.resolve("bin")).resolve("credence"));
        Path link = Files.createSymbolicLink(
                place.resolve("link"), Files.createSymbolicLink(place.resolve("other"), Path.of("bin", "credence")));
        environment.remove("CREDENCE_JAR");
        environment.put("XDG_CACHE_HOME", place.toString());

        try (ChildProcess run = start(copy.toString(), "process", "-r", "app");
                ChildProcess linked = start(link.toString(), "check")) {
            assertThat(run.succeedWithin(PATIENCE).stdout()).isEqualTo(DOCUMENT);
            assertThat(linked.succeedWithin(PATIENCE).stderr()).isEmpty();
        }
        try (ChildProcess run = start(link.toString(), "process", "-r", "app")) {
            assertThat(run.succeedWithin(PATIENCE).stdout()).isEqualTo(DOCUMENT);
            assertThat(run.stderr()).isEmpty();
        }

        assertThat(calls(jdk)).hasSize(3).allSatisfy(call -> assertThat(call)
                .contains("-jar " + place.resolve("bin") + "/../lib/" + jar.getFileName()));
        assertThat(calls(jdk).get(2)).contains("-XX:SharedArchiveFile=" + place.resolve("credence"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sh", "bash", "bash --posix"})
    void anyShellRunsIt(String shell) throws IOException {
        jdk("jdk", "17");
        List<String> command = new ArrayList<>(List.of(shell.split(" ")));
        command.addAll(List.of(LAUNCHER.toString(), "process", "-r", "app"));

        try (ChildProcess run = start(command.toArray(String[]::new))) {
            assertThat(run.succeedWithin(PATIENCE).stdout()).isEqualTo(DOCUMENT);
            assertThat(run.stderr()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"relative/cache", ""})
    void aCacheFolderThatIsNotAbsoluteIsIgnored(String folder) throws IOException {
        jdk("jdk", "17");
        environment.put("XDG_CACHE_HOME", folder);

        try (ChildProcess run = process()) {
            assertThat(run.stdout()).isEqualTo(DOCUMENT);
        }

        assertThat(home.resolve("relative")).doesNotExist();
        assertThat(archive()).exists();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sh", "bash"})
    void aClosedStandardInputIsAnEmptyOne(String shell) throws IOException {
        Path jdk = jdk("jdk", "17");
        Files.writeString(jdk.resolve("bin").resolve("java"), "#!/bin/sh\ncat\necho $?\n");

        try (ChildProcess run = start(shell, "-c", shell + " \"$0\" exec <&-", LAUNCHER.toString())) {
            assertThat(run.succeedWithin(PATIENCE).stdout()).isEqualTo("0\n");
            assertThat(run.stderr()).isEmpty();
        }
    }

    @Test
    void withoutAHomeNothingIsKept() throws IOException {
        Path jdk = jdk("jdk", "17");
        environment.put("HOME", "");

        try (ChildProcess run = process()) {
            assertThat(run.stdout()).isEqualTo(DOCUMENT);
        }

        assertThat(calls(jdk)).singleElement().asString().doesNotContain("Archive");
    }

    private void assertRefused(String message, String... command) {
        try (ChildProcess run = start(command)) {
            assertThat(run.exitCodeWithin(PATIENCE)).isEqualTo(78);
            assertThat(run.stdout()).isEmpty();
            assertThat(run.stderr().lines()).containsExactly("credence: " + message);
        }
    }

    private ChildProcess process(String... more) {
        List<String> command = new ArrayList<>(List.of(LAUNCHER.toString(), "process", "-r", "app"));
        command.addAll(List.of(more));
        return start(command.toArray(String[]::new)).succeedWithin(PATIENCE);
    }

    private ChildProcess start(String... command) {
        return ChildProcess.start("launcher", home, environment, List.of(command));
    }

    /** A Java of that version, in {@code JAVA_HOME}. */
    private Path jdk(String name, String version) throws IOException {
        Path jdk = home.resolve(name);
        Path java = Files.createDirectories(jdk.resolve("bin")).resolve("java");
        Files.writeString(java, JAVA);
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
        Files.writeString(
                jdk.resolve("release"),
                "IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"" + version + "\"\nJAVA_VERSION_DATE=\"2026-01-01\"\n");
        environment.put("JAVA_HOME", jdk.toString());
        return jdk;
    }

    private static List<String> calls(Path jdk) throws IOException {
        return Files.readAllLines(jdk.resolve("calls"));
    }

    private Path archive() throws IOException {
        try (Stream<Path> files = Files.list(home.resolve(".cache").resolve("credence"))) {
            return files.filter(file -> file.toString().endsWith(".jsa"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** A search path with all that the launcher needs, and no Java. */
    private Path withoutJava() throws IOException {
        Path folder = Files.createDirectory(home.resolve("programs"));
        for (String program : List.of("sh", "dirname", "readlink")) {
            Path found = Stream.of(System.getenv("PATH").split(":"))
                    .map(each -> Path.of(each, program))
                    .filter(Files::isExecutable)
                    .findFirst()
                    .orElseThrow();
            Files.createSymbolicLink(folder.resolve(program), found);
        }
        return folder;
    }
}
