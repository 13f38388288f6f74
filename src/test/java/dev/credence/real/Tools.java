package dev.credence.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where the programs under test and around it are; one that is missing fails the test that wants it. */
final class Tools {
    private static final Path BASE = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    private static final Path CACHE = BASE.resolve("tools").resolve(".cache");

    private Tools() {}

    static Path vault() {
        return installed(CACHE.resolve("bin/vault"));
    }

    static Path openBao() {
        return installed(CACHE.resolve("bin/bao"));
    }

    /** The folder that holds what OpenBao may run as plugins, and nothing else. Its name has no link: OpenBao refuses that. */
    static Path openBaoPlugins() {
        try {
            return installed(CACHE.resolve("openbao-plugins/aws")).toRealPath().getParent();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path k6() {
        return installed(CACHE.resolve("bin/k6"));
    }

    static Path python() {
        return installed(CACHE.resolve("python/bin/python"));
    }

    static Path motoServer() {
        return installed(CACHE.resolve("python/bin/moto_server"));
    }

    /** The command line of AWS. */
    static Path aws() {
        return installed(CACHE.resolve("python/bin/aws"));
    }

    static Path shellcheck() {
        return installed(CACHE.resolve("python/bin/shellcheck"));
    }

    /** The distribution's browser, and what drives it. */
    static Path chromium() {
        return installed(Path.of("/usr/bin/chromium"));
    }

    static Path chromeDriver() {
        return installed(Path.of("/usr/bin/chromedriver"));
    }

    /** A script that finds barriers in a page. */
    static Path axe() {
        return installed(CACHE.resolve("axe/node_modules/axe-core/axe.min.js"));
    }

    static Path helm() {
        return installed(CACHE.resolve("bin/helm"));
    }

    /** What judges what {@code deploy/} holds by the code of those who will read it. */
    static Path deployCheck() {
        return installed(CACHE.resolve("bin/deploy-check"));
    }

    static Path nft() {
        return installed(CACHE.resolve("bin/nft"));
    }

    static Path hadolint() {
        return installed(CACHE.resolve("bin/hadolint"));
    }

    static Path rsyslogd() {
        return installed(CACHE.resolve("bin/rsyslogd"));
    }

    static Path prometheus() {
        return installed(CACHE.resolve("bin/prometheus"));
    }

    static Path promtool() {
        return installed(CACHE.resolve("bin/promtool"));
    }

    /** What users start. */
    static Path launcher() {
        return file("bin/credence");
    }

    /** A file of the tree. */
    static Path file(String path) {
        return present(BASE.resolve(path), "it belongs to the tree");
    }

    /** The home of a JDK of at least that version: the one in use, or one that the distribution has installed. */
    static Path jdk(int version) throws IOException {
        try (var installed = Files.list(Path.of("/usr/lib/jvm"))) {
            return Stream.concat(Stream.of(Path.of(System.getProperty("java.home"))), installed)
                    .filter(home -> Files.isExecutable(home.resolve("bin/jlink")))
                    .filter(home -> version(home) >= version)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("there is no JDK " + version + " or later: install one"));
        }
    }

    private static int version(Path home) {
        try {
            var written =
                    Pattern.compile("(?m)^JAVA_VERSION=\"(\\d+)").matcher(Files.readString(home.resolve("release")));
            return written.find() ? Integer.parseInt(written.group(1)) : 0;
        } catch (IOException unknown) {
            return 0;
        }
    }

    /** What measures, and its parts. */
    static Path bench() {
        return present(BASE.resolve("bench"), "it belongs to the tree");
    }

    /** Where Node finds its SDKs. */
    static Path nodeModules() {
        return installed(CACHE.resolve("node/node_modules"));
    }

    static Path node() {
        return installed(CACHE.resolve("bin/node"));
    }

    /** The program around Go's SDKs. */
    static Path goTokens() {
        return installed(CACHE.resolve("bin/tokens"));
    }

    /** The program around Java's SDKs. */
    static Path javaTokens() {
        return installed(CACHE.resolve("java/tokens.jar"));
    }

    static Path nodeScript(String name) {
        return present(BASE.resolve("src/test/node").resolve(name), "it belongs to the tree");
    }

    static Path script(String name) {
        return present(BASE.resolve("src/test/python").resolve(name), "it belongs to the tree");
    }

    static Path loadScript(String name) {
        return present(BASE.resolve("k6").resolve(name), "it belongs to the tree");
    }

    /** A fresh folder for the files and logs of one test. It stays when the test fails. */
    static Path workFolder(String name) throws IOException {
        var parent = Files.createDirectories(BASE.resolve("target/real"));
        return Files.createTempDirectory(parent, name + "-");
    }

    private static Path installed(Path file) {
        return present(file, "run tools/install");
    }

    private static Path present(Path file, String mend) {
        if (!Files.exists(file)) {
            throw new AssertionError(file + " is missing: " + mend);
        }
        return file;
    }
}
