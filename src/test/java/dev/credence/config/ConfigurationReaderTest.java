package dev.credence.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.telemetry.Cloud;
import dev.credence.telemetry.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationReaderTest {
    @TempDir
    Path folder;

    @Test
    void fillsEveryDefaultInForTheSmallestFile() {
        Configuration configuration = Written.smallestAnd("").load();

        assertThat(configuration.listeners())
                .containsExactly(new ListenerConfig(
                        new HostPort("127.0.0.1", 8169),
                        Set.of(Cloud.AWS, Cloud.GCP, Cloud.AZURE),
                        Set.of(),
                        Optional.empty()));
        assertThat(configuration.ops())
                .isEqualTo(new OpsConfig(new HostPort("127.0.0.1", 8170), Optional.empty(), Set.of(), false));
        assertThat(configuration.credentials())
                .containsExactly(Map.entry(
                        "app",
                        new AwsCredentialConfig(
                                "app",
                                "vault",
                                "aws",
                                "app",
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                "app",
                                AssumeRoleConfig.NONE)));
        assertThat(configuration.callers())
                .containsExactly(new CallerConfig(
                        Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), List.of("app")));
        VaultConfig vault = (VaultConfig) configuration.backends().get("vault");
        assertThat(vault.address()).hasToString("https://127.0.0.1:8200");
        assertThat(vault.timeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(vault.rateLimit()).isEqualTo(new RateLimit(20, 40));
        assertThat(vault.auth())
                .isEqualTo(new TokenAuth(Optional.empty(), Optional.of(Path.of("/home/nobody/.vault-token"))));
        assertThat(configuration.refresh().callerWait()).isEqualTo(Duration.ofMillis(900));
    }

    @Test
    void keepsTheLeadingZerosOfIds() {
        Configuration configuration = Written.smallestAnd(
                        "instance: {aws: {account-id: 012345678901, tags: {cost: 007, on: yes}}}")
                .load();

        assertThat(configuration.awsInstance().value("account-id")).contains("012345678901");
        assertThat(configuration.awsInstance().tags()).isEqualTo(Map.of("cost", "007", "on", "yes"));
    }

    @Test
    void takesNullForNotWritten() {
        assertThat(Written.smallestAnd("refresh: {wait: }\nops:\nbackends: {vault: ~}")
                        .load())
                .isEqualTo(Written.smallestAnd("").load());
    }

    @Test
    void understandsAnchorsAndMergeKeys() {
        Configuration configuration = Written.yaml("""
                        credentials:
                          one: &base {provider: aws, role: one, ttl: 1h}
                          two: {<<: *base, role: two}
                        """).load();

        assertThat(configuration.credentials().get("two").role()).isEqualTo("two");
        assertThat(configuration.credentials().get("two").ttl()).contains(Duration.ofHours(1));
    }

    @Test
    void namesTheListedRoleAfterTheLastPartOfTheRole() {
        Configuration configuration = Written.yaml("credentials: {app: {provider: aws, mount: /team/aws/, role: a/b}}")
                .load();

        assertThat(configuration.credentials().get("app").listedName()).isEqualTo("b");
        assertThat(configuration.credentials().get("app").mount()).isEqualTo("team/aws");
    }

    @Test
    void takesTheOnlyBackendThatThereIs() {
        Configuration configuration = Written.smallestAnd("backends: {bao: {address: \"http://bao:8200/\"}}")
                .load();

        assertThat(configuration.credentials().get("app").backend()).isEqualTo("bao");
        assertThat(((VaultConfig) configuration.backends().get("bao")).address())
                .hasToString("http://bao:8200");
    }

    @Test
    void derivesTheRegionFromTheZone() {
        assertThat(region("eu-west-1a")).contains("eu-west-1");
        assertThat(region("us-gov-east-1b")).contains("us-gov-east-1");
        assertThat(region("us-west-2-lax-1a")).contains("us-west-2");
        assertThat(region("somewhere")).isEmpty();
    }

    private static Optional<String> region(String zone) {
        return Written.smallestAnd("instance: {aws: {availability-zone: " + zone + "}}")
                .load()
                .awsInstance()
                .value("region");
    }

    @Test
    void readsCallersWithTheirConditions() throws Exception {
        Files.writeString(folder.resolve("app.token"), "secret\n");
        Configuration configuration =
                Written.at(folder.resolve("credence.yaml"), """
                        credentials:
                          app: {provider: aws, role: app}
                          other: {provider: aws, role: other}
                        callers:
                          - match: {name: one, cidr: 10.1.0.0/16, token-file: app.token}
                            credentials: [other, app]
                          - {match: any, credentials: [app]}
                        """).load();

        assertThat(configuration.callers())
                .containsExactly(
                        new CallerConfig(
                                Optional.of("one"),
                                Optional.of(Cidr.parse("10.1.0.0/16")),
                                Optional.empty(),
                                Optional.of(folder.resolve("app.token")),
                                List.of("other", "app")),
                        new CallerConfig(
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                List.of("app")));
    }

    @Test
    void letsVariablesWinOverFilesAndFlagsOverVariables() {
        Configuration configuration = Written.smallestAnd("ops: {address: \"127.0.0.1:1\"}\nlimits: {keys: 5}")
                .with("CREDENCE_OPS_ADDRESS", "127.0.0.1:2")
                .with("CREDENCE_LIMITS_KEYS", "6")
                .with("CREDENCE_REFRESH_MIN_REMAINING", "30m")
                .with("CREDENCE_PROVIDERS_AWS_IMDS_V1", "true")
                .flag("ops.address", "127.0.0.1:3")
                .load();

        assertThat(configuration.ops().address().port()).isEqualTo(3);
        assertThat(configuration.limits().keys()).isEqualTo(6);
        assertThat(configuration.refresh().minRemaining()).isEqualTo(Duration.ofMinutes(30));
        assertThat(configuration.aws().imdsV1()).isTrue();
    }

    @Test
    void setsKeysOfNamedMapsAndListItemsByVariable() {
        Configuration configuration = Written.yaml(
                        "credentials: {app_one: {provider: aws, role: x}}\n" + "instance: {aws: {tags: {Name: old}}}")
                .with("CREDENCE_BACKENDS_VAULT_ADDRESS", "http://vault:8200")
                .with("CREDENCE_BACKENDS_VAULT_AUTH_TOKEN", "t")
                .with("CREDENCE_CREDENTIALS_APP_ONE_ROLE", "app")
                .with("CREDENCE_CREDENTIALS_APP_TWO_PROVIDER", "aws")
                .with("CREDENCE_CREDENTIALS_APP_TWO_ROLE", "two")
                .with("CREDENCE_CREDENTIALS_APP_TWO_SESSION_NAME", "s")
                .with("CREDENCE_LISTENERS_0_ADDRESS", "127.0.0.1:1")
                .with("CREDENCE_LISTENERS_0_HOSTS", "a.example, B.example")
                .with("CREDENCE_CALLERS_0_MATCH", "any")
                .with("CREDENCE_CALLERS_0_CREDENTIALS", "app-two")
                .with("CREDENCE_INSTANCE_AWS_TAGS_NAME", "new")
                .load();

        VaultConfig vault = (VaultConfig) configuration.backends().get("vault");
        assertThat(vault.address()).hasToString("http://vault:8200");
        assertThat(vault.auth()).isEqualTo(new TokenAuth(Optional.of(Secret.of("t")), Optional.empty()));
        assertThat(configuration.credentials()).containsOnlyKeys("app_one", "app-two");
        assertThat(configuration.credentials().get("app_one").role()).isEqualTo("app");
        assertThat(((AwsCredentialConfig) configuration.credentials().get("app-two")).sessionName())
                .contains("s");
        assertThat(configuration.listeners().get(0).hosts()).isEqualTo(Set.of("a.example", "b.example"));
        assertThat(configuration.callers().get(0).credentials()).containsExactly("app-two");
        assertThat(configuration.awsInstance().tags()).isEqualTo(Map.of("Name", "new"));
    }

    @Test
    void needsNoFileWhenFlagsSayEverything() {
        Configuration configuration = Written.yaml("")
                .flag("credentials.dev-aws.provider", "aws")
                .flag("credentials.dev-aws.role", "dev")
                .flag("listeners.0.address", "127.0.0.1:0")
                .flag("instance.aws.tags.a.b", "c")
                .load();

        assertThat(configuration.credentials().get("dev-aws").role()).isEqualTo("dev");
        assertThat(configuration.listeners().get(0).address().port()).isZero();
        assertThat(configuration.awsInstance().tags()).isEqualTo(Map.of("a.b", "c"));
    }

    @Test
    void overlooksVariablesOfTheLauncherAndOfKubernetesServices() {
        assertThat(Written.smallestAnd("")
                        .with("CREDENCE_HOME", "/opt/credence")
                        .with("CREDENCE_JAR", "/opt/credence.jar")
                        .with("CREDENCE_SERVICE_HOST", "10.0.0.1")
                        .with("CREDENCE_SERVICE_PORT_HTTP", "8169")
                        .with("CREDENCE_PORT", "tcp://10.0.0.1:8169")
                        .with("CREDENCE_PORT_8169_TCP_ADDR", "10.0.0.1")
                        .with("CREDENCE_OPS_PORT_8170_TCP", "tcp://10.0.0.1:8170")
                        .load())
                .isEqualTo(Written.smallestAnd("").load());
    }

    @Test
    void replacesReferencesToVariablesAndFiles() throws Exception {
        Files.writeString(folder.resolve("role"), "  app\n");
        Configuration configuration = Written.at(
                        folder.resolve("credence.yaml"),
                        "credentials: {app: {provider: aws, role: \"${env:TEAM}-${file:role}\","
                                + " session-name: \"x-${caller.name}\"}}\n"
                                + "instance: {aws: {user-data: \"echo ${HOME} $${env:TEAM}\"}}")
                .with("TEAM", "blue")
                .load();

        assertThat(configuration.credentials().get("app").role()).isEqualTo("blue-app");
        assertThat(((AwsCredentialConfig) configuration.credentials().get("app")).sessionName())
                .contains("x-${caller.name}");
        assertThat(configuration.awsInstance().value("user-data")).contains("echo ${HOME} ${env:TEAM}");
    }

    @Test
    void acceptsKeysThatAskForNothing() {
        assertThat(Written.smallestAnd("""
                        providers:
                          aws: {passthrough: {address: "http://169.254.169.254", allow: []}}
                          gcp: {identity: off}
                          azure: {resources: [], max-resources: 64}
                        metrics: {statsd: {address: "", flavor: datadog}, otlp: {url: "", interval: 30s}}
                        log: {format: text, to: [stdout]}
                        instance: {gcp: {project-id: "", attributes: {}}}
                        """).load())
                .isEqualTo(Written.smallestAnd("").load());
    }
}
