package dev.credence.cli;

import static dev.credence.cli.ProcessCommandTest.assertFailure;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import dev.credence.testing.FakeVault;
import dev.credence.testing.TestFiles;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code process} with a configuration: its credentials, its back ends, and whatever {@code serve} can log in with. */
class ProcessConfigurationTest {
    @TempDir
    private Path home;

    private final Vertx vertx = Vertx.vertx();
    private FakeVault vault;

    @BeforeEach
    void start() {
        vault = FakeVault.start(vertx).role("app", "assumed_role").role("user", "iam_user", 7200);
        TestFiles.write(home.resolve("secret-id"), FakeVault.CANARY + "-secret-id");
        TestFiles.write(home.resolve("vault.token"), FakeVault.TOKEN);
    }

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
        LoggerContext loggers = (LoggerContext) LoggerFactory.getILoggerFactory();
        loggers.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.INFO);
    }

    @Test
    void logsInAsServeDoesAndGivesTheLoginBack() {
        vault.logins().at("auth/approle/login");

        Run first = process("-r", "app");
        Run second = process("-r", "app");

        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(first.err()).isEmpty();
        assertThat(new JsonObject(first.out()).getString("SessionToken")).startsWith(FakeVault.CANARY);
        assertThat(second.out()).isEqualTo(first.out());
        assertThat(vault.issued()).isEqualTo(1);
        assertThat(vault.logins().revoked()).isEqualTo(vault.logins().issued()).hasSize(1);
    }

    @Test
    void theLoginThatAnIamUserHangsOnIsNotGivenBack() {
        vault.logins().at("auth/approle/login").life(3600);

        Run first = process("-r", "user");
        Run second = process("-r", "user");

        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(second.out()).isEqualTo(first.out());
        assertThat(vault.logins().issued()).hasSize(1);
        assertThat(vault.logins().revoked()).isEmpty();
    }

    @Test
    void aLoginThatIsRefusedLeavesWithTheCodeOfARefusal() {
        Run run = process("-r", "app");

        assertFailure(run, 77, "auth/approle/login");
    }

    @Test
    void aCredentialIsNamedAndItsSettingsGiveWayToOptions() {
        configure(
                "{method: token, token-file: vault.token}",
                "credentials: {mine: {provider: aws, role: app, ttl: 30m, session-name: theirs}}");

        process("-r", "mine", "--session-name", "ours");

        assertThat(vault.credsRequests()).singleElement().satisfies(request -> {
            assertThat(request.path()).isEqualTo("/v1/aws/creds/app");
            assertThat(request.query()).containsOnly(Map.entry("ttl", "1800"), Map.entry("role_session_name", "ours"));
        });
    }

    @Test
    void aTokenOfTheConfigurationSharesDocumentsWithTheEnvironment() {
        configure("{method: token, token-file: vault.token}", "credentials: {x: {provider: aws, role: app}}");
        Map<String, String> plain = Map.of(
                "HOME", home.toString(), "VAULT_ADDR", vault.address().toString(), "VAULT_TOKEN", FakeVault.TOKEN);

        Run configured = process("-r", "x");
        Run environment = ProcessCommandTest.run(plain, "-r", "app");

        assertThat(environment.out()).isEqualTo(configured.out());
        assertThat(vault.issued()).isEqualTo(1);
    }

    @Test
    void aRoleThatIsNoCredentialIsAskedForAtTheBackEnd() {
        configure("{method: token, token-file: vault.token}", "credentials: {x: {provider: aws, role: app}}");

        assertThat(process("-r", "user").exitCode()).isZero();
        assertThat(vault.credsRequests()).extracting(request -> request.path()).containsExactly("/v1/aws/creds/user");
    }

    @Test
    void aCredentialOfAnotherCloudIsRefused() {
        configure(
                "{method: token, token-file: vault.token}",
                "credentials: {x: {provider: gcp, kind: roleset, role: app}}");

        assertFailure(process("-r", "x"), 78, "credential x is for gcp; credential_process is for aws");
    }

    @Test
    void aConfigurationThatCannotBeUsedIsToldAsCheckDoes() {
        configure("{method: token, token-file: vault.token}", "credentials: {x: {provider: aws, rle: app}}");

        Run run = process("-r", "x");

        assertThat(run.exitCode()).isEqualTo(78);
        assertThat(run.out()).isEmpty();
        assertThat(run.errors()).anyMatch(line -> line.contains("unknown key; did you mean role?"));
    }

    @Test
    void aVaultOnAUnixSocketIsReachedWithTheEnvironmentAlone() {
        Path socket = home.resolve("s");
        FakeVault local = FakeVault.start(vertx, socket).role("app", "assumed_role");
        Map<String, String> environment =
                Map.of("HOME", home.toString(), "VAULT_ADDR", "unix://" + socket, "VAULT_TOKEN", FakeVault.TOKEN);

        Run run = ProcessCommandTest.run(environment, "-r", "app");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(local.issued()).isEqualTo(1);
    }

    private Run process(String... arguments) {
        Path file = home.resolve("credence.yaml");
        if (!file.toFile().exists()) {
            configure(
                    "{method: approle, role-id: me, secret-id-file: secret-id}",
                    "credentials: {app: {provider: aws, role: app}, user: {provider: aws, role: user}}");
        }
        String[] all = new String[arguments.length + 2];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "-c";
        all[arguments.length + 1] = file.toString();
        return ProcessCommandTest.run(Map.of("HOME", home.toString()), all);
    }

    private void configure(String auth, String rest) {
        TestFiles.write(
                home.resolve("credence.yaml"),
                "backends: {vault: {address: \"" + vault.address() + "\", retries: 0, auth: " + auth + "}}\n" + rest);
    }
}
