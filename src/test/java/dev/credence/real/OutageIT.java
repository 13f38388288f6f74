package dev.credence.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.credence.testing.GatewayProcess;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Vault is away: what workloads notice of it, and how the gateway finds back by itself. */
@Tag("real")
class OutageIT {
    private static final Duration SLOW_CALLER = Duration.ofSeconds(1);

    @RegisterExtension
    private final Rig rig = new Rig();

    @Test
    void aFreshProcessStillGetsCredentialsWhileVaultIsDeadAndNewOnesWhenItIsBack() throws IOException {
        var moto = rig.moto("app", "later");
        var vault = rig.vault().start().withAws(moto).withAssumedRole("app");
        var configured = rig.configure(vault, """
                credentials:
                  app: {provider: aws, role: app}
                  later: {provider: aws, role: later}
                callers:
                  - {match: {token-file: app.token, name: app}, credentials: [app, later]}
                """);
        var gateway = rig.serve(configured).serving(rig.callerToken(), "app");
        var app = rig.environment("aws-container", configured);
        var before = rig.identity(app, moto);
        assertThat(status(gateway, "later")).as("Vault has no such role yet").isEqualTo(403);

        vault.kill();

        var during = rig.identity(app, moto);
        assertThat(during.accessKey()).isEqualTo(before.accessKey());
        assertThat(during.expires()).get().satisfies(expires -> assertThat(expires)
                .isAfter(Instant.now()));
        assertThat(gateway.ops("/readyz").body()).contains("app").contains("later");

        vault.start().withAws(moto).withAssumedRole("app").withAssumedRole("later");

        gateway.ready();
        assertThat(status(gateway, "later")).isEqualTo(200);
    }

    @Test
    void aGatewayThatStartsWithoutVaultSaysSoAtOnceAndHealsWithoutBeingAsked() throws IOException {
        var moto = rig.moto("app");
        var vault = rig.vault();
        var configured = rig.configure(vault, "credentials: {app: {provider: aws, role: app}}\n");

        var gateway = rig.serve(configured);

        assertThat(gateway.ops("/readyz").statusCode()).isEqualTo(503);
        assertThat(gateway.ops("/healthz").statusCode()).isEqualTo(200);
        var token = gateway.sessionToken();
        assertThat(gateway.imdsCredentials(token, "app").statusCode()).isEqualTo(503);
        // SDKs give up after a second. The quickest of three: the machine may be busy with other things.
        assertThat(IntStream.range(0, 3).mapToObj(attempt -> refusalTime(gateway, token)))
                .anyMatch(took -> took.compareTo(SLOW_CALLER) < 0);

        vault.start().withAws(moto).withAssumedRole("app");

        gateway.ready();
        assertThat(rig.identity(rig.environment("aws", configured), moto).arn()).contains(":assumed-role/app/");
    }

    @Test
    void credentialsAreServedUntilTheirRealEndAndNotASecondLonger() throws IOException {
        var moto = rig.moto();
        var vault = rig.vault().start().withAws(moto).withIamUser("app").withLease("30s");
        var configured = rig.configure(vault, """
                credentials: {app: {provider: aws, role: app}}
                callers: [{match: {token-file: app.token, name: app}, credentials: [app]}]
                """);
        var gateway = rig.serve(configured).ready();

        vault.kill();

        assertThat(status(gateway, "app")).isEqualTo(200);
        await("the end of the last credential").atMost(Duration.ofSeconds(60)).until(() -> !isServed(gateway));
        assertThat(status(gateway, "app")).isEqualTo(503);
        assertThat(gateway.ops("/readyz").statusCode()).isEqualTo(503);
    }

    private int status(GatewayProcess gateway, String name) {
        return gateway.containerCredentials(rig.callerToken(), name).statusCode();
    }

    /** Whether there still is one; if so, it has not expired. */
    private boolean isServed(GatewayProcess gateway) {
        var asked = Instant.now();
        var response = gateway.containerCredentials(rig.callerToken(), "app");
        if (response.statusCode() != 200) {
            return false;
        }
        assertThat(Identity.instant(new JsonObject(response.body()).getString("Expiration")))
                .isAfter(asked);
        return true;
    }

    private static Duration refusalTime(GatewayProcess gateway, String token) {
        var asked = Instant.now();
        assertThat(gateway.imdsCredentials(token, "app").statusCode()).isEqualTo(503);
        return Duration.between(asked, Instant.now());
    }
}
