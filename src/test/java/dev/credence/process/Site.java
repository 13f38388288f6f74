package dev.credence.process;

import dev.credence.testing.FakeVault;
import dev.credence.testing.FreePort;
import dev.credence.testing.GatewayProcess;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One test's own folder, gateways, and a Vault at an address that is known before it runs. Everything that was started
 * is ended after the test; the logs of one that failed are printed.
 */
final class Site implements BeforeEachCallback, AfterEachCallback {
    /** What callers with a token send. */
    static final String CALLER_TOKEN = FakeVault.CANARY + "-caller-0123456789abcdef0123456789abcdef";

    static final String OPS_TOKEN = FakeVault.CANARY + "-operator-0123456789abcdef0123456789abcdef";

    /** One credential, for everyone. */
    static final String APP = "credentials: {app: {provider: aws, role: app}}\n";

    private final Vertx vertx = Vertx.vertx();
    private final Deque<AutoCloseable> running = new ArrayDeque<>();
    private final List<GatewayProcess> gateways = new ArrayList<>();
    private final int vaultPort = FreePort.next();
    private final int port = FreePort.next();
    private final int opsPort = FreePort.next();
    private Path folder = Path.of("");

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        Path parent = Files.createDirectories(Path.of("target", "process").toAbsolutePath());
        folder = Files.createTempDirectory(
                parent, context.getRequiredTestMethod().getName() + "-");
        write("vault.token", FakeVault.TOKEN);
        write("caller.token", CALLER_TOKEN);
        write("ops.token", OPS_TOKEN);
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        boolean failed = context.getExecutionException().isPresent();
        if (failed) {
            gateways.forEach(gateway -> System.err.println(gateway.log()));
        }
        while (!running.isEmpty()) {
            running.pop().close();
        }
        vertx.close().toCompletionStage().toCompletableFuture().get();
        if (!failed) {
            delete(folder);
        }
    }

    /** Starts the Vault, with the roles {@code app} and {@code more}. */
    FakeVault vault() {
        FakeVault vault =
                FakeVault.start(vertx, vaultPort).role("app", "assumed_role").role("more", "assumed_role");
        running.push(vault);
        return vault;
    }

    /** Writes the configuration, anew if there was one: addresses, the Vault, and the given rest. */
    Path configure(String rest) {
        // In one piece, as an editor or Kubernetes does it: the gateway must not read half of it.
        Path next = write("next", """
                listeners: [{address: "127.0.0.1:%d"}]
                ops: {address: "127.0.0.1:%d", token-file: ops.token}
                backends:
                  vault:
                    type: vault
                    address: "http://127.0.0.1:%d"
                    auth: {method: token, token-file: vault.token}
                    retries: 0
                    breaker: {reset: 1s}
                %s""".formatted(port, opsPort, vaultPort, rest));
        try {
            return Files.move(next, configuration(), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    Path configuration() {
        return folder.resolve("credence.yaml");
    }

    /** {@code serve} with that configuration; it listens, and may have no credential yet. */
    GatewayProcess serve(String rest, String... options) {
        return watched(GatewayProcess.serve(folder, port, opsPort, configure(rest), options));
    }

    /** Another {@code serve} with the configuration that is there, on the same ports; it may end at once. */
    GatewayProcess beside(String... options) {
        GatewayProcess gateway = GatewayProcess.serve(folder, port, opsPort, configuration(), options);
        running.push(gateway);
        gateways.add(gateway);
        return gateway;
    }

    /** {@code serve --dev}, on ports of its own. */
    GatewayProcess dev(String... options) {
        return watched(GatewayProcess.dev(folder, List.of(options)));
    }

    int port() {
        return port;
    }

    int opsPort() {
        return opsPort;
    }

    Path folder() {
        return folder;
    }

    Path write(String name, String content) {
        try {
            return Files.writeString(folder.resolve(name), content);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private GatewayProcess watched(GatewayProcess gateway) {
        running.push(gateway);
        gateways.add(gateway);
        return gateway.alive();
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
