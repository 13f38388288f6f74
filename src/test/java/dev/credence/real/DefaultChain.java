package dev.credence.real;

import dev.credence.testing.ChildProcess;
import dev.credence.testing.Http;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The default credentials chain of an unmodified AWS SDK beside boto3: the programs of {@code tools}. */
enum DefaultChain {
    GO {
        @Override
        List<String> program() {
            return List.of(Tools.goTokens().toString());
        }
    },
    JAVA {
        @Override
        List<String> program() {
            return List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-jar",
                    Tools.javaTokens().toString());
        }
    };

    private static final Duration LIMIT = Duration.ofSeconds(120);

    abstract List<String> program();

    /**
     * What the program printed.
     *
     * @param environment leads to credentials and to an AWS; its addresses must be of this machine. The chain is kept from
     *     looking for a metadata service.
     */
    String run(Path folder, Map<String, String> environment) {
        Http.requireLoopback(environment);
        var given = new HashMap<>(environment);
        given.put("AWS_EC2_METADATA_DISABLED", "true");
        var command = new ArrayList<>(program());
        command.addAll(List.of("aws", "identity"));
        try (var process = ChildProcess.start(name(), folder, given, command)) {
            return process.succeedWithin(LIMIT).stdout();
        }
    }
}
