package dev.credence.deploy;

import dev.credence.config.Configuration;
import dev.credence.config.ConfigurationLoader;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The objects of one installation on Kubernetes, and what they say to the gateway. */
public final class Installation {
    /** Where secrets are mounted, and tests have stand-ins for. */
    private static final String MOUNTED = "/run/credence/";

    private static final List<String> FILES = List.of(
            "vault/token",
            "vault/ca.crt",
            "callers/payments",
            "callers/mail",
            "token-key/key",
            "ops/token",
            "account/token",
            "account/ca.crt");

    private final List<Manifest> manifests;

    private Installation(List<Manifest> manifests) {
        this.manifests = manifests;
    }

    public static Installation of(List<Manifest> manifests) {
        return new Installation(manifests);
    }

    public List<Manifest> manifests() {
        return manifests;
    }

    public Manifest daemonSet() {
        return Manifest.only("DaemonSet", manifests);
    }

    public JsonObject gateway() {
        return daemonSet().containers().get(0);
    }

    public boolean isOnNodeNetwork() {
        return daemonSet().pod().getBoolean("hostNetwork", false);
    }

    /** Whether the gateways of one node may listen beside each other. */
    public boolean sharesPorts() {
        return configMap().at("data").getString("10-chart.yaml").contains("reuse-port: true");
    }

    /** Writes the configuration into a folder, as it is mounted, and a stand-in for each file that it may name. */
    public Path writeConfiguration(Path folder) throws IOException {
        String secrets = folder.resolve("secrets") + "/";
        for (String file : FILES) {
            Path stand = Path.of(secrets + file);
            Files.createDirectories(stand.resolveSibling(""));
            String begin = file.endsWith(".crt") ? "-----BEGIN CERTIFICATE-----" : "";
            Files.writeString(stand, begin + "stand-in for " + file + ", which is longer than thirty-two bytes");
        }
        Path etc = Files.createDirectories(folder.resolve("etc"));
        for (Map.Entry<String, Object> file : configMap().at("data")) {
            Files.writeString(
                    etc.resolve(file.getKey()), file.getValue().toString().replace(MOUNTED, secrets));
        }
        return etc;
    }

    /** What the gateway makes of that, in the environment of its Pod; fails with all that is wrong with it. */
    public Configuration load(Path folder) throws Exception {
        Path etc = writeConfiguration(folder);
        Vertx vertx = Vertx.vertx();
        try {
            return new ConfigurationLoader(vertx, List.of(etc), environment(folder), Map.of())
                    .load()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS)
                    .configuration();
        } finally {
            vertx.close();
        }
    }

    /** That of the gateway's container, with what the cluster gives to every Pod. */
    public Map<String, String> environment(Path folder) {
        Map<String, String> environment = new HashMap<>(Map.of("NODE_NAME", "node-1", "HOME", "/"));
        environment.putAll(values(gateway()));
        environment.put("KUBERNETES_SERVICE_HOST", "10.96.0.1");
        environment.put("KUBERNETES_SERVICE_PORT", "443");
        if (daemonSet().pod().getBoolean("automountServiceAccountToken", true)) {
            Path account = folder.resolve("secrets/account");
            environment.put("CREDENCE_NODE_TOKEN_FILE", account.resolve("token").toString());
            environment.put(
                    "CREDENCE_NODE_CA_CERTIFICATE", account.resolve("ca.crt").toString());
        }
        return environment;
    }

    /** The variables of a container whose values are written. */
    public static Map<String, String> values(JsonObject container) {
        Map<String, String> values = new TreeMap<>();
        Manifest.objects(container.getJsonArray("env"))
                .filter(each -> each.containsKey("value"))
                .forEach(each -> values.put(each.getString("name"), each.getString("value")));
        return values;
    }

    private Manifest configMap() {
        return Stream.of(manifests)
                .flatMap(List::stream)
                .filter(each ->
                        each.kind().equals("ConfigMap") && each.at("data").containsKey("10-chart.yaml"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no configuration"));
    }
}
