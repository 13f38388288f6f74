package dev.credence.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.config.AzureCredentialConfig;
import dev.credence.config.AzureKind;
import dev.credence.config.Configuration;
import dev.credence.config.ConfigurationLoader;
import dev.credence.config.CredentialConfig;
import dev.credence.config.GcpCredentialConfig;
import dev.credence.config.GcpKind;
import dev.credence.config.GcpProviderConfig;
import dev.credence.credential.Answer;
import dev.credence.credential.AwsCredential;
import dev.credence.credential.AzureAccessToken;
import dev.credence.credential.BackendStatus;
import dev.credence.credential.Credential;
import dev.credence.credential.CredentialClient;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.CredentialVerticle;
import dev.credence.credential.GcpAccessToken;
import dev.credence.credential.GcpIdToken;
import dev.credence.credential.KeyLimits;
import dev.credence.credential.RefreshPolicy;
import dev.credence.credential.RoleListings;
import dev.credence.dev.DevIdentity;
import dev.credence.dev.DevVault;
import dev.credence.telemetry.Cloud;
import dev.credence.telemetry.Secret;
import dev.credence.testing.FakeSts;
import dev.credence.testing.FakeWeb;
import io.vertx.core.Future;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** All back ends together, in front of the development back end that stands for every one of them. */
@Timeout(60)
class BackEndsTest {
    private static final String TOKEN = "dev-token";
    private static final String RESOURCE = "https://management.azure.com/";

    @TempDir
    Path folder;

    private final Platform platform = Platform.create();
    private URI address;
    private Configuration smallest;
    private CredentialClient client;
    private BackEnds backEnds;
    private String deployment;

    @BeforeEach
    void startVault() throws Exception {
        DevVault vault = new DevVault(
                platform.vertx(), Secret.of(TOKEN), Duration.ofHours(1), platform.time(), platform.random());
        address = URI.create("http://127.0.0.1:" + await(vault.start()));
        Path file = folder.resolve("credence.yaml");
        Files.writeString(file, """
                credentials: {app: {provider: aws, role: dev}}
                backends: {vault: {address: "%s", auth: {token: %s}}}
                """.formatted(address, TOKEN));
        smallest = await(new ConfigurationLoader(platform.vertx(), List.of(file), Map.of(), Map.of()).load())
                .configuration();
        client = new CredentialClient(platform.vertx().eventBus(), Duration.ofSeconds(20));
    }

    @AfterEach
    void stop() {
        await(platform.close());
    }

    @Test
    void anAzureTokenIsMadeFromAPrincipalWhoseLeaseIsGivenBackWithIt() {
        start(allClouds());

        AzureAccessToken token = (AzureAccessToken) found(azure());

        assertThat(token.directory().tenantId()).contains(DevIdentity.AZURE_TENANT_ID);
        assertThat(token.directory().subscriptionId()).contains(DevIdentity.AZURE_SUBSCRIPTION_ID);
        assertThat(leases()).contains("1.0");
        await(client.drop("web"));
        Awaitility.await().until(() -> leases().contains(" 0.0"));
    }

    @Test
    void allLeasesAreGivenBackWhenTheGatewayStops() {
        start(allClouds());
        found(azure());

        await(platform.vertx().undeploy(deployment));

        assertThat(leases()).contains(" 0.0");
        await(backEnds.close(Duration.ofSeconds(5), false));
    }

    @Test
    void anIdTokenIsMadeWithAnAccessToken() {
        start(allClouds());

        GcpIdToken token = (GcpIdToken) found(identity());

        assertThat(token.token().reveal()).matches("[\\w-]+\\.[\\w-]+\\.[\\w-]+");
        GcpAccessToken access = (GcpAccessToken) found(google());
        assertThat(access.account().email()).contains(DevIdentity.GCP_EMAIL);
        assertThat(access.account().projectId()).contains(DevIdentity.GCP_PROJECT);
    }

    @Test
    void opensAnAddressOnceAndNoneThatNobodyNeeds() {
        start(allClouds());
        assertThat(backEnds.status()).extracting(BackendStatus::name).containsExactly(address.toString(), "vault");

        BackEnds few = new BackEnds(platform, smallest, client, new RoleListings());
        few.open((key, lease, within) -> {});
        assertThat(few.status()).extracting(BackendStatus::name).containsExactly("vault");
    }

    @Test
    void anAddressThatAChangedConfigurationBringsNeedsARestart() {
        assertThat(RestartCheck.sections(smallest, allClouds()))
                .containsExactly("credentials.*.authority-host", "providers.gcp.identity");
    }

    @Test
    void aRoleIsAssumedWithACredentialThatAVaultIssued() throws Exception {
        FakeSts sts = new FakeSts(Instant.now());
        try (FakeWeb web = new FakeWeb(platform.vertx(), sts)) {
            start(loaded("""
                    credentials: {app: {provider: aws, backend: accounts, role: "arn:aws:iam::123456789012:role/app"}}
                    backends:
                      vault: {address: "%s", auth: {token: %s}}
                      accounts: {type: sts, region: eu-west-1, endpoint: "%s", credentials: {backend: vault, role: dev}}
                    """.formatted(address, TOKEN, web.address())));
            Map<String, String> hub = Map.of(CredentialKey.MOUNT, "aws", CredentialKey.ROLE, "dev");
            CredentialKey key = new CredentialKey(Cloud.AWS, "app", "vault", hub)
                    .derive("accounts", Map.of(CredentialKey.ROLE_ARN, "arn:aws:iam::123456789012:role/app"));

            AwsCredential assumed = (AwsCredential) found(key);

            assertThat(assumed.accessKeyId()).isEqualTo("ASIAFAKE1");
            assertThat(web.requests()).hasSize(1);
            assertThat(backEnds.status()).extracting(BackendStatus::name).containsExactly("accounts", "vault");
        }
    }

    @Test
    void noVaultIsOpenedWhereNoneIsConfigured() throws Exception {
        start(loaded("""
                credentials: {app: {provider: aws, role: "arn:aws:iam::123456789012:role/app"}}
                backends: {accounts: {type: sts, region: eu-west-1}}
                """));

        assertThat(backEnds.status()).extracting(BackendStatus::name).containsExactly("accounts");
    }

    private Configuration loaded(String yaml) throws Exception {
        Path file = Files.writeString(folder.resolve("other.yaml"), yaml);
        return await(new ConfigurationLoader(platform.vertx(), List.of(file), Map.of(), Map.of()).load())
                .configuration();
    }

    private void start(Configuration configuration) {
        backEnds = new BackEnds(platform, configuration, client, new RoleListings());
        CredentialVerticle verticle = new CredentialVerticle(
                backEnds::open,
                new RefreshPolicy(0.5, Duration.ofMinutes(6), 0, Duration.ofHours(1), Duration.ofSeconds(20)),
                new KeyLimits(100, Map.of(), 0, 0),
                platform.time(),
                platform.random(),
                platform.registry());
        deployment = await(platform.vertx().deployVerticle(verticle));
    }

    private Configuration allClouds() {
        Map<String, CredentialConfig> credentials = new LinkedHashMap<>(smallest.credentials());
        credentials.put(
                "web",
                new AzureCredentialConfig(
                        "web",
                        "vault",
                        "azure",
                        DevIdentity.ROLE,
                        AzureKind.CREDS,
                        Optional.empty(),
                        address,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        "web"));
        credentials.put(
                "job",
                new GcpCredentialConfig(
                        "job", "vault", "gcp", DevIdentity.ROLE, GcpKind.AUTO, Optional.empty(), List.of(), "job"));
        return new Configuration(
                smallest.listeners(),
                smallest.ops(),
                smallest.backends(),
                credentials,
                smallest.callers(),
                smallest.aws(),
                smallest.awsInstance(),
                new GcpProviderConfig(true, address),
                smallest.gcpInstance(),
                smallest.azure(),
                smallest.azureInstance(),
                smallest.refresh(),
                smallest.limits(),
                smallest.log(),
                smallest.metrics(),
                Optional.empty(),
                smallest.shutdownGrace(),
                smallest.shutdownDelay(),
                Optional.empty());
    }

    private CredentialKey azure() {
        return base(Cloud.AZURE, "web", "azure", "creds")
                .derive(address.toString(), Map.of(CredentialKey.RESOURCE, RESOURCE));
    }

    private static CredentialKey google() {
        return base(Cloud.GCP, "job", "gcp", "auto");
    }

    private CredentialKey identity() {
        return google().derive(
                        address.toString(),
                        Map.of(CredentialKey.AUDIENCE, "https://service", CredentialKey.FORMAT, "full"));
    }

    private static CredentialKey base(Cloud cloud, String name, String mount, String kind) {
        return new CredentialKey(
                cloud,
                name,
                "vault",
                Map.of(CredentialKey.MOUNT, mount, CredentialKey.ROLE, DevIdentity.ROLE, CredentialKey.KIND, kind));
    }

    private Credential found(CredentialKey key) {
        Answer answer = await(client.get(key, "10.0.0.1", ""));
        assertThat(answer).isInstanceOf(Answer.Found.class);
        return ((Answer.Found) answer).credential().credential();
    }

    private String leases() {
        return platform.scrape()
                .orElseThrow()
                .apply("text/plain")
                .lines()
                .filter(line -> line.startsWith("credence_leases{backend=\"vault\"}"))
                .findFirst()
                .orElseThrow();
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception failure) {
            throw new AssertionError(failure);
        }
    }
}
