package dev.credence.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.credence.testing.GatewayProcess;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** IAM users of a real Vault and a real OpenBao: renewed as long as it permits, replaced without a gap, and never left behind. */
@Tag("real")
class UserLeaseIT {
    private static final String PATH = "aws/creds/app";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String LOGIN = "auth/approle/login";
    private static final Map<String, String> SHARED =
            Map.of("CREDENCE_LISTENERS_0_REUSE_PORT", "true", "CREDENCE_OPS_REUSE_PORT", "true");
    private static final String APP = """
            credentials: {app: {provider: aws, role: app}}
            callers: [{match: {token-file: app.token, name: app}, credentials: [app]}]
            """;

    @RegisterExtension
    private final Rig rig = new Rig();

    @ParameterizedTest
    @EnumSource
    void aUserInUseIsRenewedAndEndsWithItsGateway(Brand brand) throws IOException {
        var moto = rig.moto();
        var vault = rig.vault(brand).start().withAws(moto).withIamUser("app").withLease("6s", "10m");
        var gateway = rig.serve(rig.configure(vault, APP)).ready();
        var leases = vault.leases(PATH);
        assertThat(leases).hasSize(1);
        var first = credentials(gateway);

        await("renewals").atMost(PATIENCE).until(() -> Instant.now()
                .isAfter(expiration(first).plusSeconds(6)));

        assertThat(credentials(gateway).getString("AccessKeyId")).isEqualTo(first.getString("AccessKeyId"));
        assertThat(vault.leases(PATH)).isEqualTo(leases);
        assertThat(accessKeys(moto))
                .as("of the user in use, and of Vault itself")
                .containsExactlyInAnyOrder(first.getString("AccessKeyId"), moto.accessKey());
        gateway.terminate();
        assertThat(gateway.exitCodeWithin(PATIENCE)).isZero();
        assertThat(vault.leases(PATH)).isEmpty();
        assertThat(accessKeys(moto)).containsExactly(moto.accessKey());
    }

    @ParameterizedTest
    @EnumSource
    void atTheMaximumAnotherUserTakesOverWithoutAGap(Brand brand) throws IOException {
        var vault =
                rig.vault(brand).start().withAws(rig.moto()).withIamUser("app").withLease("12s", "25s");
        var gateway = rig.serve(rig.configure(vault, APP)).ready();
        List<Integer> answers = new ArrayList<>();
        Set<String> keys = new LinkedHashSet<>();

        await("another user")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    var answer = gateway.containerCredentials(rig.callerToken(), "app");
                    answers.add(answer.statusCode());
                    keys.add(new JsonObject(answer.body()).getString("AccessKeyId"));
                    return keys.size() == 2;
                });

        assertThat(answers).containsOnly(200);
        assertThat(vault.leases(PATH))
                .as("the former one is left to those who hold it")
                .hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void whatAKilledGatewayLeftIsRevokedByTheNextStart(Brand brand) throws IOException {
        var vault =
                rig.vault(brand).start().withAws(rig.moto()).withIamUser("app").withLease("1h", "1h");
        var configured = rig.configure(vault, APP);
        var killed = rig.serve(configured).ready();
        var orphans = vault.leases(PATH);
        assertThat(orphans).hasSize(1);

        killed.kill();
        rig.serve(configured).ready();

        await("revocation")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(vault.leases(PATH)).hasSize(1).doesNotContainAnyElementsOf(orphans));
    }

    @Test
    void keysOutliveTheirGatewayWhenAnotherTakesOverAndEndWhenWorkloadsWereTold() throws IOException {
        var moto = rig.moto();
        var vault = rig.vault().start().withAws(moto).withIamUser("app").withLease("20s", "10m");
        // Of itself it would end before the keys do, and they with it.
        var login = new Logins(rig, vault).appRole(new JsonObject().put("token_ttl", "10s"));
        var configured = rig.configure("vault: {address: \"%s\", auth: %s}".formatted(vault.address(), login), APP);
        var first = rig.serve(configured, SHARED).ready();
        var accessors = vault.accessors(LOGIN);
        var held = credentials(first);
        var second = rig.serve(configured, SHARED);
        await("the second").atMost(PATIENCE).until(() -> second.logged("listening") > 0);

        first.terminate();

        assertThat(first.exitCodeWithin(PATIENCE)).isZero();
        assertThat(first.logged("leases left to the gateway that took over")).isEqualTo(1);
        assertThat(vault.accessors(LOGIN)).containsAll(accessors);
        await("the end that was told").atMost(PATIENCE).until(() -> !accessKeys(moto)
                .contains(held.getString("AccessKeyId")));
        assertThat(Instant.now()).isAfterOrEqualTo(expiration(held));
        await("revocation").atMost(PATIENCE).until(() -> second.logged("lease revoked") == 1);
        assertThat(vault.leases(PATH)).hasSize(1);
        assertThat(credentials(second).getString("AccessKeyId")).isIn(accessKeys(moto));
    }

    private List<String> accessKeys(Moto moto) {
        return new JsonArray(rig.python("iam_keys.py", Map.of(), moto))
                .stream().map(String.class::cast).toList();
    }

    private JsonObject credentials(GatewayProcess gateway) {
        return new JsonObject(
                gateway.containerCredentials(rig.callerToken(), "app").body());
    }

    private static Instant expiration(JsonObject credentials) {
        return Instant.parse(credentials.getString("Expiration"));
    }
}
