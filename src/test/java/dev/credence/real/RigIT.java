package dev.credence.real;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The parts around the gateway, without it: when these fail, look at {@code tools/} and not at Credence. */
@Tag("real")
class RigIT {
    @RegisterExtension
    private final Rig rig = new Rig();

    @Test
    void vaultAssumesRolesOfMotoAndBoto3IsThatRole() {
        var moto = rig.moto("app");
        var vault = rig.vault().start().withAws(moto).withAssumedRole("app");

        var issued = vault.read("aws/creds/app").getJsonObject("data");

        var identity = rig.identity(
                Map.of(
                        "AWS_ACCESS_KEY_ID", issued.getString("access_key"),
                        "AWS_SECRET_ACCESS_KEY", issued.getString("secret_key"),
                        "AWS_SESSION_TOKEN", issued.getString("session_token")),
                moto);
        assertThat(identity.method()).isEqualTo("env");
        assertThat(identity.arn()).startsWith("arn:aws:sts::" + Moto.ACCOUNT + ":assumed-role/app/");
    }

    @Test
    void aVaultThatWasKilledComesBackEmptyAtTheSameAddress() {
        var moto = rig.moto("app");
        var vault = rig.vault().start().withAws(moto).withAssumedRole("app");
        var address = vault.address();

        vault.kill();
        vault.start();

        assertThat(vault.address()).isEqualTo(address);
        assertThat(vault.read("sys/mounts").getJsonObject("data").getMap()).doesNotContainKey("aws/");
        vault.withAws(moto).withAssumedRole("app");
        assertThat(vault.read("aws/creds/app").getString("lease_id")).isNotEmpty();
    }

    @Test
    void iamUsersLiveAsShortAsTheMountSays() {
        var moto = rig.moto();
        var vault = rig.vault().start().withAws(moto).withIamUser("user").withLease("20s");

        var issued = vault.read("aws/creds/user");

        assertThat(issued.getInteger("lease_duration")).isEqualTo(20);
        assertThat(issued.getJsonObject("data")).isNotEqualTo(new JsonObject());
    }
}
