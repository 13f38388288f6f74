package dev.credence.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.credence.testing.GatewayProcess;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The token that the gateway logged in for, from its first renewal to its end, at a real Vault and a real OpenBao. */
@Tag("real")
class TokenLifeIT {
    private static final String LOGIN = "auth/approle/login";
    private static final String LOGGED_IN = "logged in to vault";
    private static final Duration PATIENCE = Duration.ofSeconds(55);
    private static final String APP = """
            credentials: {app: {provider: aws, role: app}}
            callers: [{match: {token-file: app.token, name: app}, credentials: [app]}]
            """;

    @RegisterExtension
    private final Rig rig = new Rig();

    @ParameterizedTest
    @EnumSource
    void itIsRenewedUntilItsMaximumAndReplacedWhileAllIsServed(Brand brand) throws IOException {
        var vault = rig.vault(brand).start().withAws(rig.moto("app")).withAssumedRole("app");
        var gateway = gateway(vault, new JsonObject().put("token_ttl", "10s").put("token_max_ttl", "25s"));
        List<Integer> answers = new ArrayList<>();

        await("the second login")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    answers.add(status(gateway));
                    answers.add(gateway.ops("/readyz").statusCode());
                    return gateway.logged(LOGGED_IN) == 2;
                });

        assertThat(answers).hasSizeGreaterThan(100).containsOnly(200);
        assertThat(gateway.logged("token renewed")).isPositive();
        assertThat(gateway.logged("token has reached the longest life")).isEqualTo(1);
        rig.refresh(gateway, "app");
        assertIssued(gateway, 2);
        assertThat(gateway.logged("credential not issued")).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void oneThatAnOperatorRevokedIsReplacedByOneLoginThatNobodyNotices(Brand brand) throws IOException {
        var vault = rig.vault(brand).start().withAws(rig.moto("app")).withAssumedRole("app");
        var gateway = gateway(vault, new JsonObject().put("token_ttl", "1h"));
        var first = vault.accessors(LOGIN);
        assertThat(first).hasSize(1);

        vault.revoke(first);
        rig.refresh(gateway, "app");

        assertIssued(gateway, 2);
        assertThat(status(gateway)).isEqualTo(200);
        assertThat(gateway.ops("/readyz").statusCode()).isEqualTo(200);
        assertThat(gateway.logged(LOGGED_IN)).isEqualTo(2);
        assertThat(gateway.logged("credential not issued")).isZero();
        assertThat(vault.accessors(LOGIN)).hasSize(1).doesNotContainAnyElementsOf(first);
    }

    @ParameterizedTest
    @EnumSource
    void aUserThatEndedWithOneThatAnOperatorRevokedIsReplacedAndNoKeyIsLeftBehind(Brand brand) throws IOException {
        var moto = rig.moto();
        var vault = rig.vault(brand).start().withAws(moto).withIamUser("app").withLease("1h", "1h");
        // Renewed after thirteen seconds, which is when it is noticed.
        var gateway = gateway(vault, new JsonObject().put("token_ttl", "20s"));
        var former = accessKey(gateway);
        assertThat(accessKeys(moto)).contains(former);
        Set<String> served = new LinkedHashSet<>();

        vault.revoke(vault.accessors(LOGIN));
        await("another user")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> served.add(accessKey(gateway)) && served.size() == 2);

        assertThat(served).startsWith(former);
        var next = accessKey(gateway);
        await("the end of the former one").atMost(PATIENCE).untilAsserted(() -> assertThat(accessKeys(moto))
                .containsExactlyInAnyOrder(next, moto.accessKey()));
        assertThat(gateway.logged(LOGGED_IN)).isEqualTo(2);
        assertThat(gateway.logged("credential issued")).isEqualTo(2);
        assertThat(gateway.ops("/metrics").body()).contains("credence_leases{backend=\"vault\"} 1.0");
        gateway.terminate();
        assertThat(gateway.exitCodeWithin(PATIENCE)).isZero();
        assertThat(accessKeys(moto)).containsExactly(moto.accessKey());
        assertThat(vault.leases("aws/creds/app")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void theGatewayGivesItBackWhenItStops(Brand brand) throws IOException {
        var vault = rig.vault(brand).start().withAws(rig.moto("app")).withAssumedRole("app");
        var gateway = gateway(vault, new JsonObject().put("token_ttl", "1h"));
        assertThat(vault.accessors(LOGIN)).hasSize(1);

        gateway.terminate();

        assertThat(gateway.exitCodeWithin(PATIENCE)).isZero();
        assertThat(vault.accessors(LOGIN)).isEmpty();
    }

    private GatewayProcess gateway(RealVault vault, JsonObject limits) throws IOException {
        var auth = new Logins(rig, vault).appRole(limits);
        var backend = "vault: {address: \"%s\", auth: %s}".formatted(vault.address(), auth);
        return rig.serve(rig.configure(backend, APP)).ready();
    }

    private static void assertIssued(GatewayProcess gateway, int times) {
        await("credential " + times).atMost(PATIENCE).until(() -> gateway.logged("credential issued") == times);
    }

    private String accessKey(GatewayProcess gateway) {
        var answer = gateway.containerCredentials(rig.callerToken(), "app");
        assertThat(answer.statusCode()).isEqualTo(200);
        return new JsonObject(answer.body()).getString("AccessKeyId");
    }

    private List<String> accessKeys(Moto moto) {
        return new JsonArray(rig.python("iam_keys.py", Map.of(), moto))
                .stream().map(String.class::cast).toList();
    }

    private int status(GatewayProcess gateway) {
        return gateway.containerCredentials(rig.callerToken(), "app").statusCode();
    }
}
