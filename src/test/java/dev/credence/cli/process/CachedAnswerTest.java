package dev.credence.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.testing.ChildProcess;
import dev.credence.testing.FakeVault;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of cases, by both that answer from the cache. */
class CachedAnswerTest {
    private static final Path LAUNCHER = Path.of("bin", "credence").toAbsolutePath();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path home;

    private final Vertx vertx = Vertx.vertx();
    private FakeVault vault;

    @BeforeEach
    void start() {
        vault = FakeVault.start(vertx).role("app", "assumed_role");
    }

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    static Stream<CacheCase> cases() {
        return CacheCase.all().stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void javaAnswersFromTheCache(CacheCase change) {
        CacheSite site = site(change);
        List<String> warnings = new ArrayList<>();

        Answer answer = java(site, warnings);

        assertThat(answer instanceof Answer.Issued issued && issued.json().equals(CacheSite.JSON))
                .as(() -> answer + " " + warnings)
                .isEqualTo(change.answered());
        if (change.answered()) {
            assertThat(vault.requests()).isEmpty();
            assertThat(warnings).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theLauncherAnswersFromTheCacheWithoutJava(CacheCase change) throws IOException {
        CacheSite site = site(change);

        try (ChildProcess launcher = launcher(site)) {
            int exitCode = launcher.exitCodeWithin(PATIENCE);

            assertThat(exitCode).as(launcher::log).isZero();
            assertThat(launcher.stderr()).isEmpty();
            assertThat(launcher.stdout().lines())
                    .singleElement()
                    .asString()
                    .startsWith(change.answered() ? CacheSite.JSON : "java was asked: ")
                    .endsWith(change.answered() ? CacheSite.JSON : String.join(" ", site.arguments));
        }
    }

    @Test
    void whatCannotBeBelievedIsToldOnceAndReplaced() {
        CacheSite site = site(new CacheCase("damaged", false, damaged -> damaged.content(new byte[10])));
        List<String> warnings = new ArrayList<>();

        Answer fresh = java(site, warnings);

        assertThat(warnings).containsExactly(site.document() + " is ignored: it is damaged; it will be replaced");
        assertThat(java(site, warnings)).isEqualTo(fresh);
        assertThat(warnings).hasSize(1);
        assertThat(vault.issued()).isEqualTo(1);
    }

    @Test
    void aFileOfSomebodyElseIsNeitherReadNorWritten() throws IOException {
        CacheSite site = site(new CacheCase("foreign", false, foreign -> foreign.user(foreign.user + 1)));
        byte[] before = Files.readAllBytes(site.document());
        List<String> warnings = new ArrayList<>();

        assertThat(java(site, warnings)).isInstanceOf(Answer.Issued.class);
        assertThat(warnings)
                .containsExactly(
                        site.folder() + " is ignored: it belongs to somebody else; remove it, or use --no-cache");
        assertThat(site.document()).hasBinaryContent(before);
    }

    @Test
    void whatHasExpiredIsRemovedWithTheNextDocument() {
        CacheSite site = site(new CacheCase("expired", false, expired -> expired.arguments("--ttl", "2h")
                .file("f".repeat(64), new CachedDocument(1, 2, 3, CacheSite.JSON).file("f".repeat(64)))
                .file("notes.txt", new byte[3])));

        java(site, new ArrayList<>());

        assertThat(site.folder().resolve("f".repeat(64))).doesNotExist();
        assertThat(site.folder().resolve("notes.txt")).exists();
        assertThat(site.document()).exists();
    }

    @Test
    void documentsAreForTheUserAlone() throws IOException {
        CacheSite site = new CacheSite(home, vault.address().toString());
        site.environment.put("XDG_CACHE_HOME", home.resolve("new").toString());

        java(site, new ArrayList<>());

        Path folder = home.resolve("new").resolve("credence");
        assertThat(Files.getPosixFilePermissions(folder)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.toList()).hasSize(2).allSatisfy(file -> assertThat(Files.getPosixFilePermissions(file))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------")));
        }
    }

    @Test
    void aPlaceThatCannotBeWrittenCostsTheCacheAndNotTheDocument() {
        CacheSite site = new CacheSite(home, vault.address().toString());
        site.environment.put("XDG_CACHE_HOME", "/dev/null");
        List<String> warnings = new ArrayList<>();

        assertThat(java(site, warnings)).isInstanceOf(Answer.Issued.class);
        assertThat(warnings).singleElement().asString().startsWith("the cache /dev/null/credence ");
    }

    private CacheSite site(CacheCase change) {
        CacheSite site = new CacheSite(home, vault.address().toString());
        change.change().accept(site);
        return site;
    }

    private static Answer java(CacheSite site, List<String> warnings) {
        InstantSource clock = () -> Instant.ofEpochSecond(site.now);
        ProcessAnswer answers = new ProcessAnswer(
                new Surroundings(site.environment), clock, site.user, warnings::add, (arguments, answer) -> {
                    throw new AssertionError("no configuration is needed");
                });
        return answers.to(
                ProcessArguments.plain(site.arguments.toArray(String[]::new)).orElseThrow());
    }

    /** With a clock, a user and a Java that say what the case wants. */
    private ChildProcess launcher(CacheSite site) throws IOException {
        Path programs = Files.createDirectories(home.resolve("programs").resolve("bin"));
        stub(programs, "date", "echo " + site.now);
        stub(programs, "id", "echo " + site.user);
        stub(programs, "java", "while [ \"$1\" != process ]; do shift; done; echo \"java was asked: $*\"");
        site.variable("PATH", programs + ":" + System.getenv("PATH"))
                .variable("JAVA_HOME", programs.getParent().toString())
                .variable("CREDENCE_JAR", LAUNCHER.toString());
        List<String> command = new ArrayList<>(List.of("sh", LAUNCHER.toString()));
        command.addAll(site.arguments);
        return ChildProcess.start("launcher", home, site.environment, command);
    }

    private static void stub(Path folder, String name, String script) throws IOException {
        Path file = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }
}
