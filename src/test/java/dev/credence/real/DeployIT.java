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

    private static final String EVERY_KIND =
            "dashboard.enabled=true,prometheusRule.enabled=true,serviceMonitor.enabled=true,"
                    + "nodeTaint.enabled=true,podDisruptionBudget.enabled=true,priorityQuota=true,tokenKey.create=true";
    private static final String DEFAULT_CONTAINER = "kubectl.kubernetes.io/default-container";

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
            --set=listener.port=8170                   | listener.port and ops.port are both 8170
            --set=preStopSleepSeconds=35               | terminationGracePeriodSeconds has to be
            --set=nameOverride=Foo_Bar                 | at '/nameOverride'
            --set=image.tag=5                          | at '/image/tag': got number, want string
            --set=tokenKey.key=a b                     | at '/tokenKey/key'
            --set=extraEnv[0].nam=x                    | at '/extraEnv/0': missing property 'name'
            --set=commonLabels.app\\.kubernetes\\.io/name=x    | commonLabels: app.kubernetes.io/name is what
            --set=podLabels.app\\.kubernetes\\.io/instance=x   | podLabels: app.kubernetes.io/instance is what
            --set=vault.address=https://vault.example:8300 | lets nobody through to port 8300
            --set=vault.address=http://vault.example   | lets nobody through to port 80
            --set=hostNetwork=true,updateStrategy.rollingUpdate.maxSurge=1 | needs reusePort
            """)
    void valuesThatCannotBeRightAreRefusedWithTheReason(String flag, String reason) {
        assertThat(charts().refusal(APP, flag)).contains(reason);
    }

    /** Names that YAML takes for something else, that are long, or that only some objects may have. */
    @ParameterizedTest
    @CsvSource({
        "123,456",
        "true,null",
        "1e3,0x1f",
        "my.release,credence",
        "a23456789-b23456789-c23456789-d23456789-e23456789--x,n"
    })
    void aReleaseMayHaveAnyNameThatHelmPermits(String release, String namespace) throws Exception {
        var rendered =
                charts().renderAs(release, namespace, "--values=" + Charts.values("default"), "--set=" + EVERY_KIND);

        assertThat(charts().problems("restricted", rendered)).isEmpty();
        var installation = Installation.of(Manifest.read(rendered));
        new InstallationRules(installation, installation.load(folder)).allHold();
    }

    /** A value is not the name of a label twice, and none is lost. */
    @Test
    void labelsOfOneKindWinOverCommonOnesAndNoneOverWhatIsSelectedBy() throws IOException {
        var rendered = charts().render(
                        APP,
                        "--set=commonLabels.a=common,podLabels.a=pod,serviceMonitor.enabled=true",
                        "--set=service.labels.app\\.kubernetes\\.io/component=ops",
                        "--set=podAnnotations.kubectl\\.kubernetes\\.io/default-container=other",
                        "--set-string=image.tag=" + "v".repeat(62) + "-x");

        assertThat(charts().problems("restricted", rendered)).isEmpty();
        var manifests = Manifest.read(rendered);
        var daemonSet = Manifest.only("DaemonSet", manifests);
        assertThat(daemonSet.at("metadata.labels").getString("a")).isEqualTo("common");
        assertThat(daemonSet.at("spec.template.metadata.labels").getString("a")).isEqualTo("pod");
        assertThat(daemonSet.at("spec.template.metadata.annotations").getString(DEFAULT_CONTAINER))
                .isEqualTo("other");
        assertThat(manifests.stream().filter(each -> each.kind().equals("Service")))
                .extracting(each -> each.at("metadata.labels").getString("app.kubernetes.io/component"))
                .containsExactlyInAnyOrder("listener", "ops");
    }

    @Test
    void aProbeCanBeLeftOut() throws IOException {
        var gateway = Installation.of(charts().manifests(APP, "--set=probes.startup=null"))
                .gateway();

        assertThat(gateway.containsKey("startupProbe")).isFalse();
        assertThat(gateway.containsKey("livenessProbe")).isTrue();
    }

    /** Every line may be indented. */
    @Test
    void aConfigurationOfTextStaysAsItIsWritten() throws IOException {
        var text =
                "  # of team a\n  credentials: {app: {provider: aws, role: app}}\n  callers: [{match: any, credentials: [app]}]\n";
        var file = Files.writeString(folder.resolve("own.yaml"), text);

        var data = Manifest.only("ConfigMap", charts().manifests("--set-file=config=" + file))
                .at("data");

        assertThat(data.getString("50-config.yaml")).isEqualTo(text);
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
