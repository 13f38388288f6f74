package dev.credence.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The jar that users get, and how they run it. */
public final class CredenceJar {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private CredenceJar() {}

    /**
     * The command line that runs it.
     *
     * @param temporary folder for temporary files, so that nobody else's development gateway is found
     */
    public static List<String> command(Path temporary, List<String> arguments) {
        var java = Path.of(System.getProperty("java.home"), "bin", "java");
        var command = new ArrayList<>(
                List.of(java.toString(), "-Xmx64m", "-Djava.io.tmpdir=" + temporary, "-jar", jar().toString()));
        command.addAll(arguments);
        return command;
    }

    /** What a command said that ended by itself. */
    public record Said(int exitCode, String out, String err) {}

    /** Runs a command that ends by itself, in that folder. */
    public static Said run(Path folder, String... arguments) {
        var environment = Map.of("AWS_EC2_METADATA_DISABLED", "true");
        try (var process = ChildProcess.start("credence", folder, environment, command(folder, List.of(arguments)))) {
            int exitCode = process.exitCodeWithin(PATIENCE);
            return new Said(exitCode, process.stdout(), process.stderr());
        }
    }

    /** Where it is. */
    public static Path jar() {
        var jar = Path.of(System.getProperty("credence.jar", "target/credence.jar"))
                .toAbsolutePath();
        if (!Files.exists(jar)) {
            throw new AssertionError(jar + " is missing: mvn package builds it");
        }
        return jar;
    }
}
