package dev.credence.real;

import dev.credence.testing.ChildProcess;
import dev.credence.testing.Http;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One way to a token through an unmodified SDK: the programs of {@code src/test/python}, {@code src/test/node} and
 * {@code tools}, each in a process of its own.
 *
 * @param way as the program calls it, such as {@code default} for a chain that looks around by itself
 */
record Sdk(Language language, String cloud, String way) {
    enum Language {
        PYTHON,
        NODE,
        GO,
        JAVA
    }

    private static final Duration LIMIT = Duration.ofSeconds(150);

    /** Sets of variables that keep a cloud's SDKs from looking for its metadata service where its machines have it. */
    private static final Map<String, List<List<String>>> POINTERS = Map.of(
            "google", List.of(List.of("GCE_METADATA_HOST", "GCE_METADATA_IP")),
            "azure",
                    List.of(
                            List.of("AZURE_POD_IDENTITY_AUTHORITY_HOST"),
                            List.of("IDENTITY_ENDPOINT", "IDENTITY_HEADER")));

    static Sdk google(Language language, String way) {
        return new Sdk(language, "google", way);
    }

    static Sdk azure(Language language, String way) {
        return new Sdk(language, "azure", way);
    }

    /**
     * What the program printed.
     *
     * @param environment all that leads it to credentials; its addresses must be of this machine
     * @param rounds how many tokens it asks for, each when the one before has expired
     */
    String run(Path folder, Map<String, String> environment, int rounds) {
        requirePointer(environment);
        Http.requireLoopback(environment);
        var given = new HashMap<>(environment);
        given.putAll(confinement(folder));
        var command = new ArrayList<>(command());
        command.add(Integer.toString(rounds));
        try (var process = ChildProcess.start(language.name().toLowerCase(Locale.ROOT), folder, given, command)) {
            return process.succeedWithin(LIMIT).stdout();
        }
    }

    private List<String> command() {
        return switch (language) {
            case PYTHON ->
                List.of(
                        Tools.python().toString(),
                        Tools.script(cloud + "_tokens.py").toString(),
                        way);
            case NODE ->
                List.of(
                        Tools.node().toString(),
                        Tools.nodeScript(cloud + "_tokens.js").toString(),
                        way);
            case GO -> List.of(Tools.goTokens().toString(), cloud, way);
            case JAVA ->
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dhttp.proxyHost=127.0.0.1",
                        "-Dhttp.proxyPort=9",
                        "-Dhttps.proxyHost=127.0.0.1",
                        "-Dhttps.proxyPort=9",
                        "-Dhttp.nonProxyHosts=127.0.0.1",
                        "-jar",
                        Tools.javaTokens().toString(),
                        cloud,
                        way);
        };
    }

    /**
     * What else a program gets, so that its SDK reaches nothing but this machine: a proxy at a port that nobody listens on
     * (google-auth for Python would ask Google for the regions of the service account), and a search path without command
     * line tools ({@code gcloud} and {@code az} are on some machines, and SDKs run them).
     */
    private static Map<String, String> confinement(Path folder) {
        var nowhere = "http://127.0.0.1:9";
        return Map.of(
                "HTTP_PROXY",
                nowhere,
                "HTTPS_PROXY",
                nowhere,
                "NO_PROXY",
                "127.0.0.1",
                "PATH",
                folder.toString(),
                "NODE_PATH",
                Tools.nodeModules().toString(),
                "PYTHONDONTWRITEBYTECODE",
                "1");
    }

    private void requirePointer(Map<String, String> environment) {
        if (POINTERS.get(cloud).stream().noneMatch(environment.keySet()::containsAll)) {
            throw new AssertionError(environment.keySet() + " do not point SDKs of " + cloud + " to this machine");
        }
    }
}
