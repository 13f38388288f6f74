package dev.credence.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The ways to log in, as they are written. */
class AuthConfigurationTest {
    @TempDir
    Path folder;

    private Path shown;

    @BeforeEach
    void writeWhatIsShown() throws IOException {
        shown = Files.writeString(folder.resolve("shown"), "x");
        Files.writeString(folder.resolve("c.pem"), "-----BEGIN CERTIFICATE-----");
    }

    @Test
    void readsEveryMethod() {
        assertThat(auth("{method: approle, role-id: r, secret-id-file: shown, wrapped: true}"))
                .isEqualTo(new VaultAuth.AppRole("approle", "r", Optional.of(shown), true));
        assertThat(auth("{method: approle, mount: /team/a/, role-id: r}"))
                .isEqualTo(new VaultAuth.AppRole("team/a", "r", Optional.empty(), false));
        assertThat(auth("{method: kubernetes, role: r}"))
                .isEqualTo(new VaultAuth.Jwt(
                        "kubernetes",
                        "kubernetes",
                        Optional.of("r"),
                        Path.of("/var/run/secrets/kubernetes.io/serviceaccount/token")));
        assertThat(auth("{method: kubernetes, mount: cluster-a, role: r, jwt-file: shown}"))
                .isEqualTo(new VaultAuth.Jwt("kubernetes", "cluster-a", Optional.of("r"), shown));
        assertThat(auth("{method: jwt, jwt-file: shown}"))
                .isEqualTo(new VaultAuth.Jwt("jwt", "jwt", Optional.empty(), shown));
        assertThat(auth("{method: userpass, username: ann, password-file: shown}"))
                .isEqualTo(new VaultAuth.Password("userpass", "ann", shown));
        assertThat(auth("{method: cert, name: n}, tls: {certificate: c.pem, key: c.pem}"))
                .isEqualTo(new VaultAuth.Certificate("cert", Optional.of("n")));
        assertThat(auth("{method: aws, role: r, iam: {server-id: vault.example, region: eu-west-1}}"))
                .isEqualTo(new VaultAuth.Aws(
                        "aws", Optional.of("r"), Optional.of("vault.example"), Optional.of("eu-west-1")));
        assertThat(auth("{method: gcp, role: r}"))
                .isEqualTo(new VaultAuth.Gcp("gcp", "r", URI.create("http://metadata.google.internal")));
        assertThat(auth("{method: azure, role: r, metadata-address: 'http://10.0.0.1:8080/'}"))
                .isEqualTo(new VaultAuth.Azure("azure", "r", URI.create("http://10.0.0.1:8080")));
    }

    @Test
    void takesMetadataAddressesFromTheCloudsOwnVariables() {
        assertThat(auth(written("{method: gcp, role: r}").with("GCE_METADATA_HOST", "127.0.0.9:80")))
                .isEqualTo(new VaultAuth.Gcp("gcp", "r", URI.create("http://127.0.0.9:80")));
        assertThat(auth(written("{method: azure, role: r}")
                        .with("AZURE_POD_IDENTITY_AUTHORITY_HOST", "http://127.0.0.9/")))
                .isEqualTo(new VaultAuth.Azure("azure", "r", URI.create("http://127.0.0.9")));
    }

    @Test
    void leavesTheTokenOfTheEnvironmentToTheMethodToken() {
        assertThat(written("{method: approle, role-id: r}")
                        .with("VAULT_TOKEN", "t")
                        .warnings())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{method: approle} | role-id: is missing; write what auth/approle/role/NAME/role-id tells",
                "{method: approle, role-id: r, wrapped: true} | wrapped: \"true\" means nothing without"
                        + " secret-id-file; name the file with the wrapping token",
                "{method: approle, role-id: r, secret-id-file: none} | secret-id-file: \"none\" names a file that does"
                        + " not exist",
                "{method: kubernetes} | role: is missing; name the role to log in with",
                "{method: jwt, role: r} | jwt-file: is missing; name the file that holds the token",
                "{method: cert} | method: cert needs a certificate to show; write certificate and key under tls",
                "{method: userpass, password-file: shown} | username: is missing; name the user to log in as",
                "{method: userpass, username: a/b, password-file: shown} | username: \"a/b\" holds a slash",
                "{method: userpass, username: a} | password-file: is missing; name the file that holds the password",
                "{method: gcp} | role: is missing; name the role to log in with",
                "{method: azure, role: r, metadata-address: 'ftp://x'} | metadata-address: \"ftp://x\" is not an"
                        + " address of a metadata service; write http://host or http://host:port",
                "{method: aws, iam: {region: Ireland}} | iam.region: \"Ireland\" is not a region; write it like"
                        + " eu-west-1",
                "{method: aws, mount: auth/aws} | mount: \"auth/aws\" begins with auth/; write aws",
                "{method: kubernetes, role: r, token: t} | token: is for method token, and this is kubernetes; remove"
                        + " it",
                "{method: kubernetes, role: r, secret-id-file: shown} | secret-id-file: is for method approle, and this"
                        + " is kubernetes; remove it",
                "{method: gcp, role: r, iam: {server-id: v}} | iam: is for method aws, and this is gcp; remove it",
                "{role-id: r} | role-id: is for method approle, and this is token; remove it",
                "{mount: m} | mount: is for method approle, kubernetes, jwt, cert, userpass, aws, gcp, azure, and this"
                        + " is token; remove it",
                "{method: approle, role-id: r, role-ids: s} | role-ids: unknown key; did you mean role-id?"
            })
    void saysWhatIsWrong(String auth, String problem) {
        assertThat(written(auth).problems())
                .containsExactly(folder.resolve("c.yaml") + ":2: backends.vault.auth." + problem);
    }

    @ParameterizedTest
    @CsvSource({
        "169.254.169.254:80, azure, ''",
        "169.254.169.254:80, gcp, ''",
        "0.0.0.0:8169, gcp, 127.0.0.1:8169",
        "127.0.0.1:8169, azure, 'http://localhost:8169'"
    })
    void refusesToAskItselfWhoItIs(String listener, String method, String address) {
        Written written = Written.smallestAnd("listeners: [{address: '" + listener
                + "'}]\ncallers: [{match: any, credentials: [app]}]\nbackends: {vault: {auth: {method: " + method
                + ", role: r, metadata-address: '" + address + "'}}}");

        assertThat(written.problems())
                .singleElement()
                .asString()
                .startsWith("credence.yaml:4: backends.vault.auth.metadata-address: ")
                .contains("so the gateway would ask itself who it is");
    }

    @Test
    void mayListenBesideTheMetadataService() {
        List<String> warnings = Written.smallestAnd("listeners: [{address: '0.0.0.0:80'}]\n"
                        + "callers: [{match: any, credentials: [app]}]\n"
                        + "backends: {vault: {auth: {method: azure, role: r}}}")
                .warnings();

        assertThat(warnings).isEmpty();
    }

    private VaultAuth auth(String text) {
        return auth(written(text));
    }

    private static VaultAuth auth(Written written) {
        return ((VaultConfig) written.load().backends().get("vault")).auth();
    }

    private Written written(String auth) {
        return Written.at(folder.resolve("c.yaml"), Written.SMALLEST + "backends: {vault: {auth: " + auth + "}}");
    }
}
