package dev.credence.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class HealingIT {
    @RegisterExtension
    private final Site site = new Site();

    @Test
    void withoutVaultItStartsSaysSoAndHealsAsSoonAsVaultIsThere() {
        var gateway = site.serve(Site.APP);

        assertThat(gateway.ops("/healthz").statusCode()).isEqualTo(200);
        var readiness = gateway.ops("/readyz");
        assertThat(readiness.statusCode()).isEqualTo(503);
        assertThat(new JsonObject(readiness.body()).getBoolean("ready")).isFalse();
        String session = gateway.sessionToken();
        var refused = gateway.imdsCredentials(session, "app");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Content-Type")).hasValue("text/html");
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();

        var vault = site.vault();

        gateway.ready();
        var given = gateway.imdsCredentials(session, "app");
        assertThat(given.statusCode()).isEqualTo(200);
        assertThat(new JsonObject(given.body()).getString("Code")).isEqualTo("Success");
        assertThat(vault.issued()).isEqualTo(1);
    }

    @Test
    void whileVaultIsDownItServesWhatItHolds() {
        var vault = site.vault();
        var gateway = site.serve(Site.APP).ready();
        String session = gateway.sessionToken();
        String before = gateway.imdsCredentials(session, "app").body();

        vault.close();

        var after = gateway.imdsCredentials(session, "app");
        assertThat(after.statusCode()).isEqualTo(200);
        assertThat(after.body()).isEqualTo(before);
        assertThat(gateway.ops("/readyz").statusCode()).isEqualTo(200);
    }
}
