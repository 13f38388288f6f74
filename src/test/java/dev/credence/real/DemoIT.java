package dev.credence.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.deploy.Installation;
import dev.credence.deploy.Manifest;
import dev.credence.testing.ChildProcess;
import dev.credence.testing.Http;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the demos of {@code deploy/} run in containers, run here with the same SDKs, the gateway at another address. */
@Tag("real")
class DemoIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String SERVICE = "credence.credence.svc:8169";

    @RegisterExtension
    final Rig rig = new Rig();

    @ParameterizedTest
    @CsvSource({"aws,iam-role ASIA", "gcp,credence-dev dev@credence-dev.iam", "azure,a token that ends at"})
    void everyDemoOfKubernetesGetsItsCredentials(String cloud, String said) throws Exception {
        var gateway = rig.dev();
        gateway.ready();
        var job = Manifest.read(Tools.file("deploy/kubernetes/demo/demo.yaml")).stream()
                .filter(each -> each.kind().equals("Job") && each.name().equals(cloud))
                .findFirst()
                .orElseThrow();
        var container = job.containers().get(0);
        var environment = new HashMap<String, String>();
        Installation.values(container)
                .forEach((name, value) -> environment.put(
                        name, value.replace(SERVICE, gateway.address().substring("http://".length()))));
        var command = container.getJsonArray("command");

        assertThat(command.getString(0)).isEqualTo("python");
        assertThat(python(environment, List.of("-c", command.getString(2)))).startsWith(said);
    }

    @Test
    void theWorkloadOfComposeIsKnownToAws() throws Exception {
        var moto = rig.moto();
        var vault = rig.vault().start();
        var compose = new ComposeSite(rig, vault, moto);
        compose.setUp();
        // As with each further run, while the others stay.
        compose.setUp();
        var gateway = compose.serve();
        gateway.ready();

        var said = python(
                compose.workload(gateway),
                List.of(Tools.file("deploy/compose/workload.py").toString()));

        assertThat(said)
                .contains("credentials by iam-role of ASIA")
                .contains("AWS knows this as arn:aws:sts::" + Moto.ACCOUNT + ":assumed-role/app/");
    }

    @Test
    void composeTakesTheFileAsItIs() {
        var command = List.of(
                Tools.deployCheck().toString(),
                "compose",
                Tools.file("deploy/compose/compose.yaml").toString());
        try (var check = ChildProcess.start("compose", rig.folder(), Map.of(), command)) {
            assertThat(check.succeedWithin(PATIENCE).stdout()).contains("subnet: 172.31.99.0/24");
        }
    }

    private String python(Map<String, String> environment, List<String> arguments) {
        var given = new HashMap<>(environment);
        given.remove("PYTHONPATH");
        given.put("PYTHONDONTWRITEBYTECODE", "1");
        Http.requireLoopback(given);
        var command = new ArrayList<>(List.of(Tools.python().toString()));
        command.addAll(arguments);
        try (var python = ChildProcess.start("python", rig.folder(), given, command)) {
            return python.succeedWithin(PATIENCE).stdout();
        }
    }
}
