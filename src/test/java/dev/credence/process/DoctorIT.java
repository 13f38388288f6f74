package dev.credence.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.testing.CredenceJar;
import dev.credence.testing.CredenceJar.Said;
import dev.credence.testing.FakeVault;
import dev.credence.testing.FreePort;
import dev.credence.testing.GatewayProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The doctor beside gateways that run, and before they do. */
class DoctorIT {
    @RegisterExtension
    private final Site site = new Site();

    @Test
    void findsADevelopmentGatewayWell() {
        GatewayProcess gateway = site.dev().ready();
        Path settings = settings(gateway);

        Said said = doctor(settings, gateway.address().replace("http://", ""), "--issue");

        assertThat(said.exitCode()).as(said.out() + said.err()).isZero();
        assertThat(said.err()).isEmpty();
        assertThat(said.out().lines())
                .allMatch(line -> line.startsWith("ok   "))
                .anyMatch(line -> line.matches("ok   listener 127\\.0\\.0\\.1:\\d+: a gateway runs there"))
                .anyMatch(line -> line.matches("ok   ops 127\\.0\\.0\\.1:\\d+: a gateway runs there"))
                .anyMatch(line -> line.matches("ok   credential dev-aws: issued \\.\\.\\.\\w+ until \\S+; .*"))
                .anyMatch(line -> line.matches("ok   credential dev-gcp: issued \\.\\.\\.\\w+ until \\S+; .*"))
                .anyMatch(line ->
                        line.matches("ok   credential dev-azure: issued \\.\\.\\.\\w+ until \\S+, and revoked it"))
                .anyMatch(line -> line.matches("ok   metadata 127\\.0\\.0\\.1:\\d+: a gateway answers there"));
        assertThat(gateway.isAlive()).isTrue();
    }

    @Test
    void saysThatVaultIsAwayAndLeavesThePortsAlone() {
        Path configuration = site.configure(Site.APP);

        Said said = doctor(configuration, "127.0.0.1:" + FreePort.next());

        assertThat(said.exitCode()).isEqualTo(69);
        assertThat(said.out().lines())
                .contains(
                        "ok   listener 127.0.0.1:" + site.port() + ": can be listened on",
                        "skip credential app: back end vault does not work")
                .anyMatch(line -> line.startsWith("FAIL backend vault: "));
        assertThat(said.out() + said.err()).doesNotContain(FakeVault.CANARY);
        assertThat(site.serve(Site.APP).isAlive()).isTrue();
    }

    private Said doctor(Path configuration, String metadataAddress, String... more) {
        List<String> arguments = new ArrayList<>(
                List.of("doctor", "-c", configuration.toString(), "--metadata-address", metadataAddress));
        arguments.addAll(List.of(more));
        return CredenceJar.run(site.folder(), arguments.toArray(String[]::new));
    }

    private static Path settings(GatewayProcess gateway) {
        Matcher settings = Pattern.compile("settings +(\\S+)").matcher(gateway.stdout());
        assertThat(settings.find()).as(gateway.stdout()).isTrue();
        return Path.of(settings.group(1));
    }
}
