package dev.credence.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.telemetry.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VaultEnvironmentTest {
    @TempDir
    Path folder;

    private static VaultConfig vault(Written written) {
        return (VaultConfig) written.load().backends().get("vault");
    }

    @Test
    void readsWhatTheOfficialClientReads() throws Exception {
        String authority = Files.writeString(folder.resolve("ca.pem"), "-----BEGIN CERTIFICATE-----")
                .toString();
        VaultConfig vault = vault(Written.smallestAnd("")
                .with("VAULT_ADDR", "https://vault.example:8200/")
                .with("VAULT_NAMESPACE", "team/a/")
                .with("VAULT_TOKEN", "hvs.token\n")
                .with("VAULT_CACERT", authority)
                .with("VAULT_TLS_SERVER_NAME", "v.example")
                .with("VAULT_CLIENT_TIMEOUT", "30")
                .with("VAULT_MAX_RETRIES", "4")
                .with("VAULT_RATE_LIMIT", "7.5:9"));

        assertThat(vault.address()).hasToString("https://vault.example:8200");
        assertThat(vault.namespace()).contains("team/a");
        assertThat(vault.auth()).isEqualTo(new TokenAuth(Optional.of(Secret.of("hvs.token")), Optional.empty()));
        assertThat(vault.tls())
                .isEqualTo(new VaultTls(
                        Optional.of(Path.of(authority)),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("v.example"),
                        false));
        assertThat(vault.timeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(vault.retries()).isEqualTo(4);
        assertThat(vault.rateLimit()).isEqualTo(new RateLimit(7.5, 9));
    }

    @Test
    void letsTheConfigurationWin() throws Exception {
        Files.writeString(folder.resolve("t"), "token");
        VaultConfig vault = vault(Written.at(
                        folder.resolve("c.yaml"),
                        Written.SMALLEST
                                + "backends: {vault: {address: \"http://here:1\", namespace: \"\", auth: {token-file: t}}}")
                .with("VAULT_ADDR", "http://there:2")
                .with("VAULT_NAMESPACE", "other")
                .with("VAULT_TOKEN", "other"));

        assertThat(vault.address()).hasToString("http://here:1");
        assertThat(vault.namespace()).isEmpty();
        assertThat(vault.auth()).isEqualTo(new TokenAuth(Optional.empty(), Optional.of(folder.resolve("t"))));
    }

    @Test
    void prefersTheAgentAndOpenBao() {
        assertThat(vault(Written.smallestAnd("")
                                .with("VAULT_ADDR", "http://a:1")
                                .with("VAULT_AGENT_ADDR", "unix:///run/agent.sock"))
                        .address())
                .hasToString("unix:///run/agent.sock");
        assertThat(vault(Written.smallestAnd("")
                                .with("VAULT_ADDR", "http://a:1")
                                .with("BAO_ADDR", "http://b:1"))
                        .address())
                .hasToString("http://b:1");
    }

    @Test
    void letsAnEmptyVariableOfOpenBaoHideThatOfVault() {
        assertThat(vault(Written.smallestAnd("")
                                .with("VAULT_ADDR", "http://a:1")
                                .with("BAO_ADDR", ""))
                        .address())
                .hasToString("https://127.0.0.1:8200");
    }

    @Test
    void namesTheVariableThatIsWrong() {
        assertThat(Written.smallestAnd("")
                        .with("VAULT_ADDR", "vault.example")
                        .with("VAULT_SKIP_VERIFY", "maybe")
                        .with("VAULT_TOKEN", "a\u0001b")
                        .problems())
                .containsExactly(
                        "environment variable VAULT_ADDR: backends.vault.address: \"vault.example\" is not an address"
                                + " of Vault; write https://host:8200, http://host:8200 or unix:///path",
                        "environment variable VAULT_SKIP_VERIFY: backends.vault.tls.skip-verify: \"maybe\" is neither"
                                + " true nor false",
                        "environment variable VAULT_TOKEN: backends.vault.auth.token: *** holds characters that no"
                                + " token has");
    }

    @Test
    void warnsOfWhatTheOfficialClientWouldReadAndCredenceDoesNot() {
        assertThat(Written.smallestAnd("").with("VAULT_CAPATH", "/etc/ssl").warnings())
                .containsExactly("environment variable VAULT_CAPATH: warning: is read by the official client, but not"
                        + " here");
    }

    @Test
    void warnsWhenNoTokenCanBeKnown() {
        assertThat(Written.smallestAnd("").without("HOME").warnings())
                .containsExactly("backends.vault.auth.token: warning: no token is known; set VAULT_TOKEN, or token-file"
                        + " to a file that holds one");
    }
}
