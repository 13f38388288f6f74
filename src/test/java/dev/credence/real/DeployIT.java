package dev.credence.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.credence.deploy.Installation;
import dev.credence.deploy.InstallationRules;
import dev.credence.deploy.Manifest;
import dev.credence.testing.ChildProcess;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The chart and the manifests, as Helm renders them and as an API server would take them, without a cluster. */
@Tag("real")
class DeployIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String APP = "--values=" + Charts.values("default");

    @TempDir
    private Path folder;

    private Charts charts() {
        return new Charts(folder);
    }

    static Stream<Arguments> values() {
        return Stream.of(
                arguments("minimal", "restricted"),
                arguments("default", "restricted"),
                arguments("everything", "restricted"),
                arguments("host-network", "privileged"),
                arguments("surge", "privileged"));
    }

    @ParameterizedTest
    @MethodSource("values")
    void whatIsRenderedIsTakenByAnApiServerAndFitsTogether(String name, String level) throws Exception {
        var values = Charts.values(name);
        assertThat(charts().lint(values)).contains("0 chart(s) failed").doesNotContain("WARNING");

        var rendered = charts().render("--values=" + values);

        assertThat(charts().problems(level, rendered)).isEmpty();
        var installation = Installation.of(Manifest.read(rendered));
        new InstallationRules(installation, installation.load(folder)).allHold();
    }

    /** What judges them does find what is wrong. */
    @Test
    void mistakesAreFound() throws IOException {
        var rendered = charts().render(APP);
        var good = Files.readString(rendered);

        assertThat(problemsWith(good, "enableServiceLinks:", "enableServiceLink:"))
                .contains("unknown field \"spec.template.spec.enableServiceLink\"");
        assertThat(problemsWith(good, "maxUnavailable: 0", "maxUnavailable: 1"))
                .contains("may not be set when maxUnavailable is non-zero");
        assertThat(problemsWith(good, "allowPrivilegeEscalation: false", "allowPrivilegeEscalation: true"))
                .contains("not permitted at the level restricted");
        assertThat(problemsWith(good, "internalTrafficPolicy: Local", "internalTrafficPolicy: Near"))
                .contains("Service credence: spec.internalTrafficPolicy");
        assertThat(charts().problems("restricted", charts().render("--values=" + Charts.values("host-network"))))
                .contains("not permitted at the level restricted");
    }

    private String problemsWith(String text, String before, String after) throws IOException {
        assertThat(text).contains(before);
        var changed = Files.writeString(folder.resolve("changed.yaml"), text.replace(before, after));
        return charts().problems("restricted", changed);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --set=config=null                          | config.credentials is missing
            --set=config.callers=null                  | config.callers is missing
            --set=ops.prot=1                           | additional properties 'prot' not allowed
            --set=image.tag=latest                     | at '/image/tag'
            --set=probes.liveness.path=/readyz         | at '/probes/liveness/path'
            --set=redirect.enabled=true                | redirect.enabled needs hostNetwork
            --set=config.ops.address=0.0.0.0:1         | config.ops.address is not on ops.port (8170)
            --set=config.listeners[0].address=[::]:80  | config.listeners has none on listener.port (8169)
            --set=hostNetwork=true,serviceMonitor.enabled=true | serviceMonitor.enabled needs an ops.address
            --set=tokenKey.create=true,tokenKey.existingSecret=x | only one of them
            --set=config=a: [                          | config is no YAML
            """)
    void valuesThatCannotBeRightAreRefusedWithTheReason(String flag, String reason) {
        assertThat(charts().refusal(APP, flag)).contains(reason);
    }

    @Test
    void aKeyThatIsMadeIsLongEnoughAndMounted() throws IOException {
        var manifests = charts().manifests(APP, "--set=tokenKey.create=true");

        var secret = Manifest.only("Secret", manifests);
        assertThat(new String(Base64.getDecoder().decode(secret.at("data").getString("key"))))
                .hasSizeGreaterThanOrEqualTo(32);
        assertThat(Installation.of(manifests).daemonSet().pod().encode())
                .contains("\"secretName\":\"" + secret.name() + "\"");
    }

    @Test
    void aConfigMapOfOnesOwnIsMountedBesideTheChartsPart() throws IOException {
        var manifests = charts().manifests("--set=existingConfigMap=mine");

        assertThat(Installation.of(manifests).daemonSet().pod().encode()).contains("{\"name\":\"mine\"}");
        assertThat(Manifest.only("ConfigMap", manifests).at("data").fieldNames())
                .containsExactly("10-chart.yaml");
    }

    @Test
    void flagsOfTheJvmStandBehindThoseOfTheImage() throws IOException {
        var entry = Dockerfile.read().command("ENTRYPOINT");
        var manifests = charts().manifests(APP, "--set=javaOptions={-Xmx128m}");

        var command = words(Installation.of(manifests).gateway().getJsonArray("command"));

        int jar = entry.indexOf("-jar");
        assertThat(command)
                .isEqualTo(Stream.of(entry.subList(0, jar), List.of("-Xmx128m"), entry.subList(jar, entry.size()))
                        .flatMap(List::stream)
                        .toList());
        assertThat(words(Installation.of(charts().manifests(APP)).gateway().getJsonArray("args")))
                .isEqualTo(Dockerfile.read().command("CMD"));
    }

    @ParameterizedTest
    @CsvSource({"pod-network,restricted", "host-network,privileged", "monitoring,restricted"})
    void thePlainManifestsAreThoseOfTheChart(String variant, String level) throws IOException {
        var plain = Tools.file("deploy/kubernetes/" + variant);
        var command = List.of(Tools.file("tools/deploy/render").toString(), folder.toString());
        try (var render = ChildProcess.start("render", folder, Map.of(), command)) {
            render.succeedWithin(PATIENCE);
        }

        assertThat(plain.resolve("credence.yaml"))
                .as("call tools/deploy/render")
                .hasSameTextualContentAs(folder.resolve(variant).resolve("credence.yaml"));
        assertThat(charts().problems(level, charts().kustomized(plain))).isEmpty();
    }

    @Test
    void whatThePrometheusOperatorIsGivenIsTaken() throws IOException {
        var monitoring = Tools.file("deploy/kubernetes/monitoring/credence.yaml");

        assertThat(charts().problems("restricted", monitoring)).isEmpty();
        assertThat(Manifest.read(monitoring).stream().map(Manifest::kind))
                .containsExactlyInAnyOrder("Service", "ServiceMonitor", "PrometheusRule");
    }

    @Test
    void theDashboardOfTheChartIsTheOneThatIsShipped() throws IOException {
        var dashboard = charts().manifests(APP, "--set=dashboard.enabled=true").stream()
                .filter(each -> each.name().equals("credence-dashboard"))
                .findFirst()
                .orElseThrow();

        assertThat(new JsonObject(dashboard.at("data").getString("credence.json")))
                .isEqualTo(new JsonObject(Files.readString(Tools.file("deploy/grafana/credence.json"))));
    }

    @Test
    void theDemoIsTakenByAnApiServer() {
        assertThat(charts().problems("restricted", Tools.file("deploy/kubernetes/demo/demo.yaml")))
                .isEmpty();
    }

    @Test
    void scriptsAndDockerfilesAreClean() {
        var scripts = Stream.of(
                        "tools/deploy/render",
                        "deploy/redirect/credence-redirect",
                        "deploy/compose/setup",
                        "src/test/sh/in-node",
                        "src/test/sh/on-the-machine",
                        "src/test/sh/restarts-on-the-machine",
                        "src/test/sh/under-systemd")
                .map(script -> Tools.file(script).toString());
        runs(Stream.concat(Stream.of(Tools.shellcheck().toString()), scripts).toList());
        runs(List.of(
                Tools.hadolint().toString(),
                Tools.file("deploy/redirect/Dockerfile").toString()));
    }

    private void runs(List<String> command) {
        try (var program = ChildProcess.start("linter", folder, Map.of(), command)) {
            assertThat(program.succeedWithin(PATIENCE).stdout()).isEmpty();
        }
    }

    private static List<String> words(JsonArray list) {
        return list.stream().map(String.class::cast).toList();
    }
}
