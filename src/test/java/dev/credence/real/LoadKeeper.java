package dev.credence.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.credence.testing.ChildProcess;
import dev.credence.testing.CredenceJar;
import dev.credence.testing.FreePort;
import dev.credence.testing.Http;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** The keeper of the load scripts with its back end, as {@code k6/run} starts it, without a gateway. */
final class LoadKeeper implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(30);

    private final int backEndPort = FreePort.next();
    private final Http http = new Http(FreePort.next());
    private final ChildProcess process;

    /** Compiles and starts it; its back end issues credentials for an hour to whoever shows that token. */
    LoadKeeper(Path folder, Path tokenFile) throws IOException {
        var classes = Files.createDirectories(folder.resolve("keeper"));
        var classPath = CredenceJar.path().toString();
        try (var sources = Files.list(Tools.loadScript("backend"))) {
            var arguments = List.of("-d", classes.toString(), "-cp", classPath);
            var files = sources.map(Path::toString).toList();
            var all = Stream.concat(arguments.stream(), files.stream());
            assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, all.toArray(String[]::new)))
                    .isZero();
        }
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var port = http.base().replaceAll(".*:", "");
        var command = List.of(
                java,
                "-cp",
                classes + ":" + classPath,
                "Keeper",
                port,
                Integer.toString(backEndPort),
                tokenFile.toString());
        process = ChildProcess.start("keeper", folder, Map.of(), command);
        await("the keeper").atMost(START).until(() -> http.isOk("/calls"));
        assertThat(http.send("POST", "/start?life=3600", "").statusCode()).isEqualTo(200);
    }

    String address() {
        return http.base();
    }

    int backEndPort() {
        return backEndPort;
    }

    String log() {
        return process.log();
    }

    @Override
    public void close() {
        process.close();
    }
}
