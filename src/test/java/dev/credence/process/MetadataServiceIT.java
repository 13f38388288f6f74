package dev.credence.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.credence.testing.CredenceJar;
import dev.credence.testing.GatewayProcess;
import io.vertx.core.json.JsonObject;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A gateway in front of another metadata service: of another gateway, and of a development back end. */
class MetadataServiceIT {
    @RegisterExtension
    private final Site site = new Site();

    @Test
    void passesOnWhatAnotherGatewayHolds() {
        var upstream = site.dev().ready();
        var gateway = site.serve(
                        afp(upstream.address()) + "credentials: {app: {provider: aws, backend: afp, role: dev}}")
                .ready();
        String session = gateway.sessionToken();

        var given = new JsonObject(gateway.imdsCredentials(session, "dev").body());
        for (int i = 0; i < 100; i++) {
            assertThat(gateway.imdsCredentials(session, "dev").statusCode()).isEqualTo(200);
        }

        var held = new JsonObject(
                upstream.imdsCredentials(upstream.sessionToken(), "dev").body());
        for (String field : new String[] {"AccessKeyId", "SecretAccessKey", "Token", "Expiration"}) {
            assertThat(given.getString(field)).isEqualTo(held.getString(field));
        }
        assertThat(gateway.ops("/metrics").body())
                .contains("credence_upstream_requests_total{backend=\"afp\",operation=\"token\",outcome=\"ok\"} 1.0")
                .contains(
                        "credence_upstream_requests_total{backend=\"afp\",operation=\"credentials\",outcome=\"ok\"} 1.0")
                .doesNotContain("operation=\"list\"");
    }

    @Test
    void outlivesARestartOfTheOther() {
        var upstream = site.dev().ready();
        var gateway = site.serve(
                        afp(upstream.address()) + "credentials: {app: {provider: aws, backend: afp, role: dev}}")
                .ready();
        String session = gateway.sessionToken();
        String before = gateway.imdsCredentials(session, "dev").body();

        upstream.kill();

        assertThat(gateway.imdsCredentials(session, "dev").body()).isEqualTo(before);
        assertThat(gateway.ops("/readyz").statusCode()).isEqualTo(200);
    }

    @Test
    void takesTheRolesOfADevelopmentBackEndAndTheDoctorFindsThem() {
        String address = metadataService(site.dev());
        var gateway = site.serve(afp(address)
                        + "credentials: {app: {provider: aws, backend: afp, role: dev-reader}}\n"
                        + "providers: {aws: {imds-v1: true}}")
                .ready();
        var credentials = new JsonObject(
                gateway.imdsCredentials(gateway.sessionToken(), "dev-reader").body());
        assertThat(credentials.getString("AccessKeyId")).startsWith("ASIA");

        site.configure(afp(address)
                + "credentials: {app: {provider: aws, backend: afp, role: dev-reader},"
                + " no: {provider: aws, backend: afp, role: dev-raeder}}");
        var said = CredenceJar.run(
                site.folder(), "doctor", "-c", site.configuration().toString());

        assertThat(said.out())
                .contains("back end afp: " + address + " answers and lists 3 roles")
                .contains("credential app: role dev-reader is listed");
        assertThat(said.out() + said.err())
                .contains("credential no: role dev-raeder is not listed; have it added there, or write one of dev,"
                        + " dev-reader, dev-writer");
        assertThat(said.exitCode()).isNotZero();
    }

    @Test
    void hasEveryRoleThatTheOtherLists() {
        String address = metadataService(site.dev());
        var gateway = site.serve(afp(address)
                        + "credentials: {all: {provider: aws, backend: afp, role: \"*\"}}\n"
                        + "providers: {aws: {list: all}}")
                .ready();
        String session = gateway.sessionToken();

        await("three roles").until(() -> gateway.workloads()
                .get("/latest/meta-data/iam/security-credentials/", "X-aws-ec2-metadata-token", session)
                .body()
                .equals("dev\ndev-reader\ndev-writer"));
        for (String role : new String[] {"dev", "dev-reader", "dev-writer"}) {
            await(role).until(() -> gateway.imdsCredentials(session, role).statusCode() == 200);
        }
        assertThat(gateway.imdsCredentials(session, "other").statusCode()).isEqualTo(404);
        assertThat(gateway.ops("/metrics").body())
                .contains("credence_upstream_requests_total{backend=\"afp\",operation=\"token\",outcome=\"ok\"} 1.0")
                .contains(
                        "credence_upstream_requests_total{backend=\"afp\",operation=\"credentials\",outcome=\"ok\"} 3.0");
    }

    /** The one that a development gateway prints. */
    static String metadataService(GatewayProcess development) {
        await("what is printed").until(() -> development.stdout().contains("credence serves"));
        var line = Pattern.compile("upstream +(http://127\\.0\\.0\\.1:\\d+)").matcher(development.stdout());
        assertThat(line.find()).as(development.stdout()).isTrue();
        return line.group(1);
    }

    /** Goes on with the back ends of the site. */
    static String afp(String address) {
        return "  afp: {type: ims, address: \"" + address + "\"}\n";
    }
}
