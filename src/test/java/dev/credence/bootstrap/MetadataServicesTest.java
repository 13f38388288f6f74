package dev.credence.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.config.AssumeRoleConfig;
import dev.credence.config.AwsCredentialConfig;
import dev.credence.config.Configuration;
import dev.credence.config.ConfigurationLoader;
import dev.credence.config.CredentialConfig;
import dev.credence.credential.Answer;
import dev.credence.credential.BackendStatus;
import dev.credence.credential.CredentialClient;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.CredentialVerticle;
import dev.credence.credential.KeyLimits;
import dev.credence.credential.RefreshPolicy;
import dev.credence.credential.RoleListings;
import dev.credence.telemetry.Cloud;
import dev.credence.testing.FakeImds;
import dev.credence.testing.FakeReply;
import dev.credence.testing.FakeSts;
import dev.credence.testing.FakeWeb;
import io.vertx.core.Future;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Another metadata service behind the breaker, below the credential service. */
@Timeout(60)
class MetadataServicesTest {
    @TempDir
    Path folder;

    private final Platform platform = Platform.create();
    private final RoleListings roles = new RoleListings();
    private String endpoint = "http://127.0.0.1:1";
    private FakeImds imds;
    private Configuration one;
    private CredentialClient client;
    private BackEnds backEnds;

    @BeforeEach
    void start() throws Exception {
        imds = new FakeImds(platform.vertx(), "app", "other").expiration("2099-01-01T00:00:00Z");
        Path file = Files.writeString(folder.resolve("credence.yaml"), """
                credentials: {app: {provider: aws, role: app}}
                backends: {afp: {type: ims, address: "%s", retries: 0, breaker: {failures: 2, reset: 1h}}}
                """.formatted(imds.address()));
        one = await(new ConfigurationLoader(platform.vertx(), List.of(file), Map.of(), Map.of()).load())
                .configuration();
        client = new CredentialClient(platform.vertx().eventBus(), Duration.ofSeconds(20));
    }

    @AfterEach
    void stop() {
        await(platform.close());
    }

    @Test
    void oneRequestAnswersAThousandCallers() {
        open(one);

        List<Future<Answer>> answers = IntStream.range(0, 1_000)
                .mapToObj(caller -> client.get(key("app"), "10.0.0.1", ""))
                .toList();

        answers.forEach(answer -> assertThat(await(answer)).isInstanceOf(Answer.Found.class));
        assertThat(imds.gets("app")).isEqualTo(1);
        assertThat(imds.puts()).isEqualTo(1);
        assertThat(backEnds.status()).extracting(BackendStatus::name).containsExactly("afp");
    }

    @Test
    void rolesAreListedOnlyWhileAllOfThemAreWanted() {
        open(one);
        await(client.get(key("app"), "10.0.0.1", ""));
        assertThat(imds.lists()).isZero();
        assertThat(roles.of("afp")).isEmpty();

        backEnds.follow(all());
        eventually().until(() -> roles.of("afp").isPresent());

        assertThat(roles.of("afp")).contains(List.of("app", "other"));
        assertThat(imds.lists()).isEqualTo(1);
    }

    @Test
    void rolesAreListedFromTheStartWhereAllAreWanted() {
        open(all());

        eventually().until(() -> roles.of("afp").isPresent());
        assertThat(roles.of("afp")).contains(List.of("app", "other"));
    }

    @Test
    void rolesAreListedForABackEndThatAsksWithTheFirstOnlyWhileACredentialNeedsIt() throws Exception {
        Configuration assumed = loaded("backend: accounts, role: 'arn:aws:iam::123456789012:role/demo'");
        open(loaded("backend: afp, role: app"));
        await(client.get(key("app"), "10.0.0.1", ""));
        assertThat(imds.lists()).isZero();

        backEnds.follow(assumed);
        eventually().until(() -> roles.of("afp").isPresent());

        assertThat(roles.of("afp")).contains(List.of("app", "other"));
    }

    @Test
    void aRoleIsAssumedWithTheCredentialOfTheFirstRole() throws Exception {
        FakeSts sts = new FakeSts(Instant.now());
        try (FakeWeb web = new FakeWeb(platform.vertx(), sts)) {
            endpoint = web.address().toString();
            open(loaded("backend: accounts, role: 'arn:aws:iam::123456789012:role/demo'"));
            eventually().until(() -> roles.of("afp").isPresent());
            CredentialKey assumed = key(roles.of("afp").orElseThrow().get(0))
                    .derive(
                            "accounts",
                            Map.of(
                                    CredentialKey.ROLE_ARN, "arn:aws:iam::123456789012:role/demo",
                                    CredentialKey.SESSION_NAME, "me"));

            List<Future<Answer>> answers = IntStream.range(0, 100)
                    .mapToObj(caller -> client.get(assumed, "10.0.0.1", ""))
                    .toList();

            answers.forEach(answer -> assertThat(await(answer)).isInstanceOf(Answer.Found.class));
            assertThat(imds.gets("app")).isEqualTo(1);
            assertThat(imds.gets("other")).isZero();
            assertThat(web.requests()).hasSize(1);
        }
    }

    private Configuration loaded(String credential) throws Exception {
        Path file =
                Files.writeString(folder.resolve("assumed.yaml"), """
                credentials: {app: {provider: aws, %s}}
                backends:
                  afp: {type: ims, address: "%s"}
                  accounts: {type: sts, region: eu-west-1, endpoint: "%s", credentials: {backend: afp, role: "*"}}
                """.formatted(credential, imds.address(), endpoint));
        return await(new ConfigurationLoader(platform.vertx(), List.of(file), Map.of(), Map.of()).load())
                .configuration();
    }

    @Test
    void theBreakerLeavesAFailingServiceAloneAndARefusalIsNoFailure() {
        open(one);
        for (String role : List.of("gone-1", "gone-2", "gone-3")) {
            assertThat(refused(role)).isEqualTo("ims.not_found");
        }
        imds.web().always(FakeReply.of(500, ""));
        assertThat(refused("a")).isEqualTo("ims.unavailable");
        assertThat(refused("b")).isEqualTo("ims.unavailable");
        int asked = imds.web().requests().size();

        assertThat(refused("c")).isEqualTo("backend.circuit_open");
        assertThat(imds.web().requests()).hasSize(asked);
    }

    private void open(Configuration configuration) {
        backEnds = new BackEnds(platform, configuration, client, roles);
        CredentialVerticle verticle = new CredentialVerticle(
                backEnds::open,
                new RefreshPolicy(0.5, Duration.ofMinutes(6), 0, Duration.ofHours(1), Duration.ofSeconds(20)),
                new KeyLimits(100, Map.of(), 0, 0),
                platform.time(),
                platform.random(),
                platform.registry());
        await(platform.vertx().deployVerticle(verticle));
    }

    private String refused(String role) {
        return ((Answer.Refused) await(client.get(key(role), "10.0.0.1", "")))
                .failure()
                .code();
    }

    private static CredentialKey key(String role) {
        return new CredentialKey(Cloud.AWS, "app", "afp", Map.of(CredentialKey.ROLE, role));
    }

    /** As a file with {@code role: "*"} is read. */
    private Configuration all() {
        CredentialConfig everything = new AwsCredentialConfig(
                "everything",
                "afp",
                "aws",
                "*",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "everything",
                AssumeRoleConfig.NONE);
        return new Configuration(
                one.listeners(),
                one.ops(),
                one.backends(),
                Map.of("everything", everything),
                one.callers(),
                one.aws(),
                one.awsInstance(),
                one.gcp(),
                one.gcpInstance(),
                one.azure(),
                one.azureInstance(),
                one.refresh(),
                one.limits(),
                one.log(),
                one.metrics(),
                Optional.empty(),
                one.shutdownGrace(),
                one.shutdownDelay(),
                Optional.empty());
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception failure) {
            throw new AssertionError(failure);
        }
    }

    /** The SDK of a test before may still be loading when its platform has ended, and nobody waits for that. */
    private static ConditionFactory eventually() {
        return Awaitility.await().dontCatchUncaughtExceptions();
    }
}
