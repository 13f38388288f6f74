package dev.credence.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.config.Configuration;
import dev.credence.config.ListenerConfig;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Stream;

/** What has to hold of an installation whatever its values are. */
public final class InstallationRules {
    /** What the JVM takes to end after the grace. */
    private static final long MARGIN_SECONDS = 5;

    private static final List<String> PROBES = List.of("startupProbe", "readinessProbe", "livenessProbe");

    private final Installation installation;
    private final Configuration configuration;

    /** @param configuration what the gateway makes of the installation's */
    public InstallationRules(Installation installation, Configuration configuration) {
        this.installation = installation;
        this.configuration = configuration;
    }

    public void allHold() {
        podsAreConfined();
        imagesAreNamedWithTheirVersion();
        portsAreThoseOfTheConfiguration();
        namesAreThoseThatTheListenerAccepts();
        probesAskTheOpsListener();
        selectorsMeetThePods();
        nodesKeepToThemselves();
        thereIsTimeToEnd();
        whatIsMountedIsThere();
    }

    private void podsAreConfined() {
        JsonObject pod = installation.daemonSet().pod();
        assertThat(pod.getJsonObject("securityContext").getBoolean("runAsNonRoot"))
                .isTrue();
        assertThat(pod.getJsonObject("securityContext")
                        .getJsonObject("seccompProfile")
                        .getString("type"))
                .isEqualTo("RuntimeDefault");
        assertThat(pod.getBoolean("enableServiceLinks")).isFalse();
        JsonObject gateway = installation.gateway().getJsonObject("securityContext");
        assertThat(gateway.getBoolean("readOnlyRootFilesystem")).isTrue();
        assertThat(gateway.getBoolean("allowPrivilegeEscalation")).isFalse();
        assertThat(gateway.getJsonObject("capabilities").encode()).isEqualTo("{\"drop\":[\"ALL\"]}");
        JsonObject limits = installation.gateway().getJsonObject("resources").getJsonObject("limits");
        assertThat(limits.getString("memory")).isNotEmpty();
        assertThat(limits.fieldNames()).doesNotContain("cpu");
    }

    private void imagesAreNamedWithTheirVersion() {
        assertThat(installation.daemonSet().allContainers())
                .allSatisfy(container -> assertThat(container.getString("image"))
                        .matches(".+(:[\\w.-]+|@sha256:[0-9a-f]{64})")
                        .doesNotEndWith(":latest"));
    }

    private void portsAreThoseOfTheConfiguration() {
        List<Integer> listening = Stream.concat(
                        configuration.listeners().stream().map(ListenerConfig::address),
                        Stream.of(configuration.ops().address()))
                .map(address -> address.port())
                .toList();
        ports("Service").forEach(port -> assertThat(listening).contains(port));
        ports("NetworkPolicy").forEach(port -> assertThat(listening).contains(port));
        if (!installation.isOnNodeNetwork()) {
            assertThat(Manifest.objects(installation.gateway().getJsonArray("ports"))
                            .map(port -> port.getInteger("containerPort")))
                    .containsExactlyInAnyOrderElementsOf(listening);
        }
    }

    private Stream<Integer> ports(String kind) {
        return of(kind).flatMap(each -> kind.equals("Service")
                ? Manifest.objects(each.at("spec").getJsonArray("ports")).map(port -> port.getInteger("targetPort"))
                : Manifest.objects(each.at("spec").getJsonArray("ingress"))
                        .flatMap(rule -> Manifest.objects(rule.getJsonArray("ports")))
                        .map(port -> port.getInteger("port")));
    }

    /** Whoever asks by the Service's name sends it in the header Host. */
    private void namesAreThoseThatTheListenerAccepts() {
        listenerServices().forEach(service -> assertThat(
                        configuration.listeners().get(0).hosts())
                .contains(
                        service.name() + "." + namespace(service), service.name() + "." + namespace(service) + ".svc"));
    }

    private void probesAskTheOpsListener() {
        boolean loopback = configuration.ops().address().host().startsWith("127.");
        for (String name : PROBES) {
            JsonObject request = installation.gateway().getJsonObject(name).getJsonObject("httpGet");
            assertThat(request.getInteger("port"))
                    .isEqualTo(configuration.ops().address().port());
            assertThat(request.getString("path")).isIn("/healthz", "/readyz");
            // On loopback nobody but the node's own kubelet asks, and only on the node's network.
            assertThat(request.getString("host"))
                    .isEqualTo(loopback ? configuration.ops().address().host() : null);
            assertThat(loopback).isEqualTo(loopback && installation.isOnNodeNetwork());
        }
        assertThat(installation
                        .gateway()
                        .getJsonObject("livenessProbe")
                        .getJsonObject("httpGet")
                        .getString("path"))
                .as("a restart does not make it ready sooner")
                .isEqualTo("/healthz");
    }

    private void selectorsMeetThePods() {
        JsonObject labels = installation.daemonSet().at("spec.template.metadata.labels");
        Stream.of(
                        of("DaemonSet").map(each -> each.at("spec.selector.matchLabels")),
                        of("Service").map(each -> each.at("spec.selector")),
                        of("NetworkPolicy").map(each -> each.at("spec.podSelector.matchLabels")),
                        of("PodDisruptionBudget").map(each -> each.at("spec.selector.matchLabels")))
                .flatMap(selectors -> selectors)
                .forEach(selector -> assertThat(selector).isNotEmpty().allSatisfy(label -> assertThat(
                                labels.getString(label.getKey()))
                        .isEqualTo(label.getValue())));
        of("ServiceMonitor").forEach(monitor -> assertThat(of("Service").filter(service -> service.at("metadata.labels")
                        .getMap()
                        .entrySet()
                        .containsAll(
                                monitor.at("spec.selector.matchLabels").getMap().entrySet())))
                .singleElement()
                .satisfies(service ->
                        assertThat(service.at("spec").getString("clusterIP")).isEqualTo("None")));
    }

    private void nodesKeepToThemselves() {
        assertThat(listenerServices())
                .allSatisfy(service -> assertThat(service.at("spec").getString("internalTrafficPolicy"))
                        .isEqualTo("Local"));
        JsonObject update = installation.daemonSet().at("spec.updateStrategy.rollingUpdate");
        boolean surges = !String.valueOf(update.getValue("maxSurge")).equals("0");
        assertThat(surges)
                .as("two gateways have the same ports of a node only with reuse-port")
                .isEqualTo(!installation.isOnNodeNetwork() || installation.sharesPorts());
    }

    private void thereIsTimeToEnd() {
        JsonObject pod = installation.daemonSet().pod();
        JsonObject pause = installation.gateway().getJsonObject("lifecycle").getJsonObject("preStop");
        assertThat(pod.getLong("terminationGracePeriodSeconds"))
                .isGreaterThanOrEqualTo(pause.getJsonObject("sleep").getLong("seconds")
                        + configuration.shutdownGrace().toSeconds()
                        + MARGIN_SECONDS);
    }

    private void whatIsMountedIsThere() {
        List<String> volumes = Manifest.objects(installation.daemonSet().pod().getJsonArray("volumes"))
                .map(volume -> volume.getString("name"))
                .toList();
        assertThat(volumes).doesNotHaveDuplicates();
        assertThat(Manifest.objects(installation.gateway().getJsonArray("volumeMounts"))
                        .map(mount -> mount.getString("name")))
                .containsExactlyInAnyOrderElementsOf(volumes);
    }

    private Stream<Manifest> listenerServices() {
        return of("Service").filter(service -> !"None".equals(service.at("spec").getString("clusterIP")));
    }

    private Stream<Manifest> of(String kind) {
        return installation.manifests().stream().filter(each -> each.kind().equals(kind));
    }

    private static String namespace(Manifest manifest) {
        return manifest.at("metadata").getString("namespace");
    }
}
