package dev.credence.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.config.HostPort;
import dev.credence.testing.FakeVault;
import dev.credence.testing.FreePort;
import dev.credence.testing.TestCertificates;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the doctor takes for a gateway where an address is taken. */
@Timeout(60)
class DoctorBesideGatewaysTest {
    private final Vertx vertx = Vertx.vertx();
    private final int port = FreePort.next();
    private final FakeVault vault = FakeVault.start(vertx);

    @TempDir
    private Path folder;

    @BeforeEach
    void role() {
        vault.role("dev", "assumed_role");
    }

    @AfterEach
    void stop() {
        vault.close();
        result(vertx.close());
    }

    /** A machine at its limit takes more than a second for what takes a millisecond else. */
    @Test
    void aGatewayThatIsBusyIsAGateway() throws IOException {
        result(vertx.createHttpServer()
                .requestHandler(request -> vertx.setTimer(1_200, passed -> asGateway(request)))
                .listen(port, "127.0.0.1"));

        assertThat(doctor().lines()).contains("ok   listener 127.0.0.1:" + port + ": a gateway runs there");
    }

    @Test
    void aGatewayWithTlsIsFoundWhetherOrNotThatIsConfigured() throws Exception {
        TestCertificates certificates = TestCertificates.in(folder);
        HttpServerOptions tls = new HttpServerOptions().setSsl(true).setKeyCertOptions(certificates.server());
        result(vertx.createHttpServer(tls)
                .requestHandler(DoctorBesideGatewaysTest::asGateway)
                .listen(port, "127.0.0.1"));

        Run run = doctor();

        assertThat(run.exitCode()).isZero();
        assertThat(run.lines())
                .contains("warn listener 127.0.0.1:" + port
                        + ": a gateway runs there, with TLS: what is configured takes a restart");
    }

    /** As the ops listener, which takes no header Host but a right one. */
    @Test
    void aGatewayOnIpVersion6IsAskedByItsRightName() throws IOException {
        result(vertx.createHttpServer()
                .requestHandler(request -> {
                    if (("[::1]:" + port).equals(request.getHeader("Host"))) {
                        asGateway(request);
                    } else {
                        request.response().setStatusCode(400).end();
                    }
                })
                .listen(port, "::1"));

        assertThat(doctor("::").lines()).contains("ok   listener [::]:" + port + ": a gateway runs there");
    }

    private static void asGateway(HttpServerRequest request) {
        request.response()
                .setStatusCode(404)
                .putHeader("X-Request-ID", request.getHeader("X-Request-ID"))
                .end();
    }

    private Run doctor() throws IOException {
        return doctor("127.0.0.1");
    }

    private Run doctor(String host) throws IOException {
        Path file = Files.writeString(folder.resolve("credence.yaml"), """
                listeners: [{address: '%s'}]
                ops: {address: '127.0.0.1:%d'}
                backends: {vault: {address: '%s', auth: {token: %s}}}
                credentials: {app: {provider: aws, role: dev}}
                callers: [{match: any, credentials: [app]}]
                """.formatted(
                        new HostPort(host, port), FreePort.next(), vault.address(), FakeVault.TOKEN));
        return Run.of("doctor", "-c", file.toString(), "--metadata-address", "127.0.0.1:" + FreePort.next());
    }

    private static <T> T result(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }
}
