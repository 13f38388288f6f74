package dev.credence.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The rig searches what every gateway said after every test; here the gateway is given the most to say. */
@Tag("real")
class SecrecyIT {
    @RegisterExtension
    private final Rig rig = new Rig();

    @Test
    void noSecretIsSaidOnAnyPageOrLogLineInGoodTimesAndBad() throws IOException {
        var moto = rig.moto("app");
        var vault = rig.vault().start().withAws(moto).withAssumedRole("app");
        var configured = rig.configure(vault, """
                credentials:
                  app: {provider: aws, role: app}
                  forbidden: {provider: aws, role: forbidden}
                callers:
                  - {match: {token-file: app.token, name: app}, credentials: [app, forbidden]}
                  - {match: any, credentials: [app]}
                """);
        var gateway = rig.serve(configured).serving(rig.callerToken(), "app");

        var identity = rig.identity(rig.environment("aws", configured), moto);
        rig.identity(rig.environment("aws-container", configured), moto);
        var session = rig.secret(gateway.sessionToken());
        var stranger = rig.secret("stranger-canary-" + UUID.randomUUID());
        assertThat(gateway.containerCredentials(stranger, "app").statusCode()).isEqualTo(401);
        assertThat(gateway.imdsCredentials(stranger, "app").statusCode()).isEqualTo(401);
        assertThat(gateway.containerCredentials(rig.callerToken(), "forbidden").statusCode())
                .isEqualTo(403);
        vault.kill();
        assertThat(gateway.imdsCredentials(session, "app").statusCode()).isEqualTo(200);

        var said = gateway.everythingSaid();
        assertThat(said.get("/status")).contains("app");
        assertThat(said.get("standard output"))
                .as("the audit line names the key by its end, so the search is in the right place")
                .contains(identity.accessKey().substring(identity.accessKey().length() - 4));
        gateway.close();
    }
}
