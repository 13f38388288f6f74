package dev.credence.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.testing.ChildProcess;
import dev.credence.testing.CredenceJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The units of {@code deploy/systemd}, judged by systemd itself, and run by one that is booted for it (as root). */
@Tag("real")
class SystemdIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration BOOTED = Duration.ofMinutes(4);
    private static final Path UNITS = Path.of("deploy/systemd");
    private static final Pattern SCORE = Pattern.compile("exposure level for \\S+ (\\d+\\.\\d+)");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"credence", "credence-redirect"})
    void systemdFindsNothingWrongWithTheUnit(String name) throws IOException {
        try (var verify = analyze("verify", "--man=no", unit(name).toString())) {
            assertThat(verify.succeedWithin(PATIENCE).stderr()).isEmpty();
        }
    }

    /** What docs/operations.md says. Later versions of systemd look at more. */
    @ParameterizedTest
    @CsvSource({"credence,'',1.4", "credence,low-port,1.7", "credence-redirect,'',2.3"})
    void littleIsExposed(String name, String example, double most) throws IOException {
        var unit = unit(name);
        if (!example.isEmpty()) {
            var more = Files.createDirectory(Path.of(unit + ".d"));
            Files.copy(Tools.file(UNITS + "/examples/" + example + ".conf"), more.resolve(example + ".conf"));
        }
        try (var security = analyze("security", "--offline=true", "--no-pager", unit.toString())) {
            var score = SCORE.matcher(security.succeedWithin(PATIENCE).stdout());

            assertThat(score.find()).as(security::log).isTrue();
            assertThat(Double.parseDouble(score.group(1))).isLessThanOrEqualTo(most);
        }
    }

    @Test
    void theUnitRunsTheGatewayInItsSandbox() throws IOException {
        var configuration = Files.writeString(folder.resolve("credence.yaml"), """
                backends: {vault: {address: "http://127.0.0.1:9", auth: {token: t}}}
                credentials:
                  app: {provider: aws, role: app}
                """);
        assertThat(onTheMachine("on-the-machine", configuration))
                .containsEntry("healthy", "{\"healthy\":true}")
                .containsEntry("user", "credence")
                .containsEntry("rights", "CapPrm:0 CapEff:0 CapBnd:0 CapAmb:0 NoNewPrivs:1 Seccomp:2")
                .containsEntry("writable", "/tmp /var/lib/private/credence")
                .containsEntry("reload", "taken over, the same process")
                .containsEntry("restart", "1 from the archive")
                .containsEntry("killed", "1 restart")
                .containsEntry("stop", "success 0")
                .containsEntry("wrong-configuration", "failed 78");
    }

    @Test
    void restartsByTwoInstancesOfTheTemplateHaveNoGap() throws IOException {
        var configuration = Files.writeString(folder.resolve("credence.yaml"), """
                listeners: [{address: "127.0.0.1:8169", reuse-port: true}]
                ops: {address: "127.0.0.1:8170", reuse-port: true}
                backends: {roles: {type: ims, address: "http://127.0.0.1:8999"}}
                credentials:
                  app: {provider: aws, backend: roles, role: app}
                providers: {aws: {token-key-file: /etc/credence/session.key}}
                """);

        assertThat(onTheMachine("restarts-on-the-machine", configuration))
                .containsEntry("restart 1", "0")
                .containsEntry("restart 2", "0")
                .containsEntry("restart 3", "0")
                .containsEntry("restart 4", "0")
                .containsEntry("enough", "yes")
                .containsEntry("failed", "0")
                .containsEntry("the second one", "69")
                .containsEntry("library", "loaded")
                // A gateway that is never ready does not take over.
                .containsEntry("restart 5", "69")
                .containsEntry("active", "failed active")
                .containsEntry("noticed", "at once")
                .containsEntry("enabled", "disabled enabled")
                .containsEntry("restart 6", "0")
                .containsEntry("enabled after a crash", "enabled disabled");
    }

    /** What a script says on a machine that is booted for it. */
    private Map<String, String> onTheMachine(String script, Path configuration) throws IOException {
        var output = folder.resolve("output");
        var command = List.of(
                Tools.file("src/test/sh/under-systemd").toString(),
                Tools.file(".").toString(),
                CredenceJar.path().toString(),
                configuration.toString(),
                output.toString(),
                script);
        try (var machine = ChildProcess.start("machine", folder, Map.of(), command)) {
            machine.succeedWithin(BOOTED);

            assertThat(output.resolve("output")).as(machine::log).exists();
        }
        return said(output);
    }

    private static Map<String, String> said(Path output) throws IOException {
        return Files.readAllLines(output.resolve("output")).stream()
                .filter(line -> !line.startsWith("credence-restart: "))
                .map(line -> line.replaceAll("0{16}", "0").strip().split(": ", 2))
                .collect(Collectors.toMap(line -> line[0], line -> line[1]));
    }

    /** A copy of a unit that names the programs where they are in this tree. */
    private Path unit(String name) throws IOException {
        var text = Files.readString(Tools.file(UNITS + "/" + name + ".service"))
                .replace(
                        "/opt/credence/bin/credence-redirect",
                        Tools.file("deploy/redirect/credence-redirect").toString())
                .replace("/opt/credence/bin/credence ", Tools.launcher() + " ");
        return Files.writeString(folder.resolve(name + ".service"), text);
    }

    private ChildProcess analyze(String... arguments) {
        var command = new ArrayList<>(List.of("systemd-analyze"));
        command.addAll(List.of(arguments));
        return ChildProcess.start("systemd-analyze", folder, Map.of(), command);
    }
}
