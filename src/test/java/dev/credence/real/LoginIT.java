package dev.credence.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.credence.testing.FakeReply;
import dev.credence.testing.FakeWeb;
import dev.credence.testing.GatewayProcess;
import dev.credence.testing.TestCertificates;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The gateway shows a real Vault, and a real OpenBao, who it is, in each of the ways that need no cloud, and serves what it gets for it. */
@Tag("real")
class LoginIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String LOGGED_IN = "logged in to vault";
    private static final String REVIEW = """
            {"apiVersion":"authentication.k8s.io/v1","kind":"TokenReview","status":{"authenticated":true,"user":
            {"username":"system:serviceaccount:default:app","uid":"uid-of-app",
            "groups":["system:serviceaccounts","system:serviceaccounts:default"]}}}""";

    @RegisterExtension
    private final Rig rig = new Rig();

    @ParameterizedTest
    @EnumSource
    void oneGatewayLogsInInEveryWayAndServesWhatEachMayHave(Brand brand) throws Exception {
        var certificates =
                TestCertificates.in(Files.createDirectory(rig.folder().resolve("tls")));
        var vault = rig.vault(brand)
                .secured(certificates, false)
                .start()
                .withAws(rig.moto("app"))
                .withAssumedRole("app");
        var vertx = Vertx.vertx();
        try (var cluster = new FakeWeb(vertx, request -> FakeReply.json(201, new JsonObject(REVIEW)))) {
            var ways = ways(new Logins(rig, vault), certificates, cluster);
            var gateway = rig.serve(rig.configure(backends(vault, certificates, ways), credentials(ways.keySet())))
                    .ready();

            Set<String> keys = new HashSet<>();
            for (var way : ways.keySet()) {
                var answer = gateway.containerCredentials(rig.callerToken(), way);
                assertThat(answer.statusCode()).as(way).isEqualTo(200);
                keys.add(new JsonObject(answer.body()).getString("AccessKeyId"));
                assertThat(gateway.stdout()).containsPattern(LOGGED_IN + ".*backend=\"" + way + '"');
            }
            assertThat(keys).hasSameSizeAs(ways.keySet());
            assertThat(gateway.logged(LOGGED_IN)).isEqualTo(ways.size());
            assertThat(cluster.requests()).singleElement().satisfies(request -> assertThat(request.path())
                    .isEqualTo("/apis/authentication.k8s.io/v1/tokenreviews"));
        } finally {
            vertx.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aWrappingTokenIsGoodForOneStartAndTheNextOneIsFoundWithoutARestart(Brand brand) throws IOException {
        var vault = rig.vault(brand).start().withAws(rig.moto("app")).withAssumedRole("app");
        var logins = new Logins(rig, vault);
        logins.appRole(new JsonObject());
        var configured = rig.configure(backend(vault, logins.wrappedAppRole()), credentials(Set.of("vault")));
        rig.serve(configured).ready().close();

        var second = rig.serve(configured);

        await("a report of the used token").atMost(PATIENCE).untilAsserted(() -> assertThat(
                        second.ops("/status").body())
                .contains("used by somebody else, or has expired"));
        assertThat(second.ops("/readyz").statusCode()).isEqualTo(503);
        logins.wrapSecretId();
        second.ready();
    }

    @ParameterizedTest
    @EnumSource
    void aPasswordThatWasChangedOnBothSidesCountsAtTheNextLogin(Brand brand) throws IOException {
        var vault = rig.vault(brand).start().withAws(rig.moto("app")).withAssumedRole("app");
        var logins = new Logins(rig, vault);
        var gateway = rig.serve(rig.configure(backend(vault, logins.userpass()), credentials(Set.of("vault"))))
                .ready();
        logins.password("second-password-canary");

        vault.revoke(vault.accessors("auth/userpass/login/app"));
        rig.refresh(gateway, "vault");

        await("another login").atMost(PATIENCE).until(() -> gateway.logged(LOGGED_IN) == 2);
        assertThat(status(gateway)).isEqualTo(200);
        assertThat(gateway.logged("login to vault failed")).isZero();
    }

    private Map<String, String> ways(Logins logins, TestCertificates certificates, FakeWeb cluster) throws IOException {
        var issuer = new Issuer();
        Map<String, String> ways = new LinkedHashMap<>();
        ways.put("approle", logins.appRole(new JsonObject()));
        ways.put("wrapped", logins.wrappedAppRole());
        ways.put("userpass", logins.userpass());
        ways.put("jwt", logins.jwt(issuer));
        ways.put("kubernetes", logins.kubernetes(issuer, cluster.address().toString(), certificates.authority()));
        ways.put("cert", logins.certificate(certificates.authority()));
        return ways;
    }

    private static String backend(RealVault vault, String auth) {
        return "vault: {address: \"%s\", auth: %s}".formatted(vault.address(), auth);
    }

    /** One for each way, all with TLS and the client's certificate. */
    private static String backends(RealVault vault, TestCertificates certificates, Map<String, String> ways) {
        Path authority = certificates.authority();
        return ways.entrySet().stream()
                .map(way -> "%s: {address: \"%s\", tls: {ca-certificate: %s, certificate: %s, key: %s}, auth: %s}"
                        .formatted(
                                way.getKey(),
                                vault.secureAddress(),
                                authority,
                                certificates.clientCertificate(),
                                certificates.clientKey(),
                                way.getValue()))
                .collect(Collectors.joining(", "));
    }

    /** One of each back end, called like it. */
    private static String credentials(Set<String> backends) {
        var names = String.join(", ", backends);
        return backends.stream()
                        .map(name -> name + ": {provider: aws, role: app, backend: " + name + "}")
                        .collect(Collectors.joining(", ", "credentials: {", "}\n"))
                + "callers: [{match: {token-file: app.token, name: app}, credentials: [" + names + "]}]\n";
    }

    private int status(GatewayProcess gateway) {
        return gateway.containerCredentials(rig.callerToken(), "vault").statusCode();
    }
}
