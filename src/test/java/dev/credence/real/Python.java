package dev.credence.real;

import dev.credence.testing.ChildProcess;
import dev.credence.testing.Http;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs the scripts of {@code src/test/python} with boto3 at hand, each in a process of its own. */
final class Python {
    private static final Duration LIMIT = Duration.ofSeconds(150);
    private static final String METADATA = "AWS_EC2_METADATA_SERVICE_ENDPOINT";

    private final Path folder;

    Python(Path folder) {
        this.folder = folder;
    }

    /**
     * What the script printed.
     *
     * @param environment all that the script gets; its addresses must be of this machine. Without a metadata endpoint in it
     *     the SDK is kept from looking for one where EC2 has it.
     */
    String run(String script, Map<String, String> environment, List<String> arguments) {
        Http.requireLoopback(environment);
        var given = new HashMap<>(environment);
        given.put("PYTHONDONTWRITEBYTECODE", "1");
        if (!environment.containsKey(METADATA)) {
            given.put("AWS_EC2_METADATA_DISABLED", "true");
        }
        var command = new ArrayList<>(
                List.of(Tools.python().toString(), Tools.script(script).toString()));
        command.addAll(arguments);
        try (var process = ChildProcess.start("python", folder, given, command)) {
            return process.succeedWithin(LIMIT).stdout();
        }
    }
}
