package dev.credence.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvCommandTest {
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";

    @TempDir
    private Path folder;

    @Test
    void pointsToTheMetadataService() throws IOException {
        Run run = env("credentials: {app: {provider: aws, role: app}}", "aws");

        assertThat(run.exitCode()).isZero();
        assertThat(run.lines()).containsExactly("export AWS_EC2_METADATA_SERVICE_ENDPOINT=http://127.0.0.1:8169");
    }

    @Test
    void pointsToTheContainerEndpointWithTheTokensFile() throws IOException {
        Run run = env(withToken("app.token"), "aws-container");

        assertThat(run.exitCode()).isZero();
        assertThat(run.lines())
                .containsExactly(
                        "export AWS_CONTAINER_CREDENTIALS_FULL_URI=http://127.0.0.1:8169/v1/credentials/app",
                        "export AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=" + folder.resolve("app.token"));
        assertThat(run.out() + run.err()).doesNotContain(TOKEN);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "sh         | export NAME='%s/it'\\''s a $token'",
                "fish       | set -gx NAME '%s/it\\'s a $token'",
                "powershell | $env:NAME = '%s/it''s a $token'",
                "dotenv     | NAME=\"%s/it's a \\$token\"",
            })
    void quotesForEachShell(String format, String line) throws IOException {
        Run run = env(withToken("it's a $token"), "aws-container", "--format", format);

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.lines().get(1))
                .isEqualTo(String.format(line, folder).replace("NAME", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"));
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0:8200, http://127.0.0.1:8200",
        "'[::]:8200', http://127.0.0.1:8200",
        "'[::1]:8200', 'http://[::1]:8200'",
        "127.0.0.1:80, http://127.0.0.1:80"
    })
    void namesAnAddressThatAWorkloadCanReach(String listener, String printed) throws IOException {
        Run run = env("""
                listeners: [{address: '%s'}]
                credentials: {app: {provider: aws, role: app}}
                callers: [{match: {cidr: 127.0.0.0/8}, credentials: [app]}]
                """.formatted(listener), "aws");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains(printed).endsWith(System.lineSeparator());
    }

    @Test
    void saysThatOnlyTheRunningGatewayKnowsAPortThatIsPicked() throws IOException {
        Run run = env("listeners: [{address: '127.0.0.1:0'}]\ncredentials: {app: {provider: aws, role: app}}", "aws");

        assertThat(run.exitCode()).isEqualTo(64);
        assertThat(run.errors()).singleElement().asString().contains("see its log");
    }

    @Test
    void saysWhatTheContainerEndpointNeeds() throws IOException {
        Run run = env("credentials: {app: {provider: aws, role: app}}", "aws-container");

        assertThat(run.exitCode()).isEqualTo(64);
        assertThat(run.errors()).singleElement().asString().contains("token-file", "require-token: false");
    }

    @Test
    void needsNoTokenWhereNoneIsRequired() throws IOException {
        Run run = env("""
                credentials: {app: {provider: aws, role: app}}
                providers: {aws: {container: {require-token: false}}}
                """, "aws-container");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.lines())
                .containsExactly("export AWS_CONTAINER_CREDENTIALS_FULL_URI=http://127.0.0.1:8169/v1/credentials/app");
    }

    @Test
    void pointsToTheMetadataServerOfGoogleCloud() throws IOException {
        Run run = env("credentials: {app: {provider: gcp, role: app}}", "gcp");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.lines())
                .containsExactly(
                        "export GCE_METADATA_HOST=127.0.0.1:8169",
                        "export GCE_METADATA_IP=127.0.0.1:8169",
                        "export GCE_METADATA_ROOT=127.0.0.1:8169");
    }

    @Test
    void pointsToTheMetadataServiceOfAzure() throws IOException {
        Run run = env("credentials: {app: {provider: azure, role: app}}", "azure");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.lines()).containsExactly("export AZURE_POD_IDENTITY_AUTHORITY_HOST=http://127.0.0.1:8169");
    }

    @Test
    void pointsToAppServiceWithTheSecretThatItsVariablesHold() throws IOException {
        Files.writeString(folder.resolve("app.token"), TOKEN + "\n");
        Run run = env("""
                credentials: {app: {provider: azure, role: app}, other: {provider: aws, role: other}}
                callers:
                  - {match: {token-file: credence.yaml}, credentials: [other]}
                  - {match: {token-file: app.token}, credentials: [app]}
                """, "azure-app-service");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.lines())
                .containsExactly(
                        "export IDENTITY_ENDPOINT=http://127.0.0.1:8169/msi/token",
                        "export IDENTITY_HEADER=" + TOKEN,
                        "export MSI_ENDPOINT=http://127.0.0.1:8169/msi/token",
                        "export MSI_SECRET=" + TOKEN);
    }

    @Test
    void saysWhatAppServiceNeeds() throws IOException {
        Run run = env("credentials: {app: {provider: azure, role: app}}", "azure-app-service");

        assertThat(run.exitCode()).isEqualTo(64);
        assertThat(run.errors()).singleElement().asString().contains("token-file");
    }

    @Test
    void saysThatNoListenerHasTheCloud() throws IOException {
        Run run = env("""
                listeners: [{address: '127.0.0.1:8169', providers: [aws]}]
                credentials: {app: {provider: gcp, role: app}}
                """, "gcp");

        assertThat(run.exitCode()).isEqualTo(64);
        assertThat(run.errors()).singleElement().asString().contains("no listener has the provider gcp");
    }

    @Test
    void namesTheFormsThereAre() throws IOException {
        Run run = env("credentials: {app: {provider: aws, role: app}}", "oracle");

        assertThat(run.exitCode()).isEqualTo(64);
        assertThat(run.errors())
                .singleElement()
                .asString()
                .contains("aws, aws-container, gcp, azure, azure-app-service");
    }

    @Test
    void aConfigurationThatCannotBeUsedIsReported() throws IOException {
        assertThat(env("credentials: {}", "aws").exitCode()).isEqualTo(78);
    }

    private String withToken(String file) throws IOException {
        Files.writeString(folder.resolve(file), TOKEN);
        return """
                credentials: {app: {provider: aws, role: app}}
                callers: [{match: {token-file: "%s"}, credentials: [app]}]
                """.formatted(file);
    }

    private Run env(String configuration, String... arguments) throws IOException {
        Path file = Files.writeString(folder.resolve("credence.yaml"), configuration);
        String[] all = new String[arguments.length + 3];
        all[0] = "env";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        all[arguments.length + 1] = "-c";
        all[arguments.length + 2] = file.toString();
        return Run.of(all);
    }
}
