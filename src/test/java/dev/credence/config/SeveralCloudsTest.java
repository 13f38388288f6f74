package dev.credence.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.telemetry.Cloud;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the clouds stand beside each other in one configuration. */
class SeveralCloudsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "gcp | role-arn: 'arn:aws:iam::1:role/x' | role-arn: \"arn:aws:iam::1:role/x\" is for aws",
                "azure | role-arn: x | role-arn: \"x\" is for aws",
                "gcp | session-name: x | session-name: \"x\" is for aws",
                "azure | session-name: x | session-name: \"x\" is for aws",
                "gcp | name: x | name: \"x\" is for aws",
                "azure | name: x | name: \"x\" is for aws",
                "aws | kind: auto | kind: \"auto\" is for gcp and azure",
                "aws | email: x | email: \"x\" is for gcp",
                "azure | email: x | email: \"x\" is for gcp",
                "aws | scopes: [x] | scopes: is for gcp",
                "azure | scopes: x | scopes: is for gcp",
                "aws | tenant-id: x | tenant-id: \"x\" is for azure",
                "gcp | tenant-id: x | tenant-id: \"x\" is for azure",
                "aws | authority-host: x | authority-host: \"x\" is for azure",
                "gcp | client-id: x | client-id: \"x\" is for azure",
                "gcp | object-id: x | object-id: \"x\" is for azure",
                "gcp | resource-id: x | resource-id: \"x\" is for azure",
            })
    void saysWhichCloudAKeyIsFor(String cloud, String key, String problem) {
        assertThat(Written.yaml("credentials: {c: {provider: " + cloud + ", role: a, " + key + "}}")
                        .problems())
                .containsExactly("credence.yaml:1: credentials.c." + problem + ", and this credential is for " + cloud
                        + "; remove it");
    }

    @Test
    void reportsEverythingThatIsWrongWithACredential() {
        assertThat(Written.yaml("credentials: {c: {provider: azure, ttl: 1h, email: x, kind: y, tenant-id: /}}")
                        .problems())
                .containsExactlyInAnyOrder(
                        "credence.yaml:1: credentials.c.role: is missing; name the role of the secrets engine",
                        "credence.yaml:1: credentials.c.email: \"x\" is for gcp, and this credential is for azure;"
                                + " remove it",
                        "credence.yaml:1: credentials.c.ttl: \"1h\" cannot be asked for with azure, where the role in"
                                + " Vault decides; set it there and remove it here",
                        "credence.yaml:1: credentials.c.kind: \"y\" is not one of creds, static-token, token",
                        "credence.yaml:1: credentials.c.tenant-id: \"/\" is not a directory; write its id, like"
                                + " 11111111-2222-3333-4444-555555555555, or a domain of it, like"
                                + " contoso.onmicrosoft.com");
    }

    @Test
    void emulatesOnAListenerTheCloudsThatAreNamedThere() {
        Configuration configuration = Written.smallestAnd(
                        "listeners: [{address: 'localhost:1', providers: [azure, gcp]}, {address: 'localhost:2'}]")
                .load();

        assertThat(configuration.listeners().get(0).providers()).isEqualTo(Set.of(Cloud.GCP, Cloud.AZURE));
        assertThat(configuration.listeners().get(1).providers()).isEqualTo(Set.of(Cloud.values()));
    }

    @Test
    void listsNamesForAwsOnly() {
        assertThat(Written.yaml("""
                        credentials:
                          a: {provider: aws, role: app}
                          b: {provider: gcp, role: app}
                          c: {provider: gcp, role: app, mount: other}
                          d: {provider: azure, role: app}
                          e: {provider: azure, role: "a:b"}
                          f: {provider: azure, role: app, mount: other}
                        """).warnings()).isEmpty();
    }

    @Test
    void countsCredentialsOfEveryCloudForTheRateLimit() {
        StringBuilder text = new StringBuilder("backends: {vault: {rate-limit: 1/m}}\ncredentials:\n");
        for (int index = 0; index < 54; index++) {
            text.append("  c%d: {provider: %s, role: r}\n".formatted(index, index % 2 == 0 ? "gcp" : "azure"));
        }

        assertThat(Written.yaml(text.toString()).warnings())
                .containsExactly(
                        "credence.yaml:1: backends.vault.rate-limit: warning: 1.0 requests a minute cannot"
                                + " keep up: 54 credentials that live 1h need 2.0 refreshes a minute; raise it or ask for a longer ttl");
    }

    @Test
    void countsAnAzureTokenForEachResourceAndAPrincipalOnce() {
        String text = """
                backends: {vault: {rate-limit: 1/m}}
                providers: {azure: {resources: %s}}
                credentials:
                  a: {provider: azure, role: a, kind: %s}
                  b: {provider: azure, role: b, kind: %s}
                """;
        String twenty = IntStream.range(0, 20)
                .mapToObj(number -> "https://r" + number)
                .collect(Collectors.joining(", ", "[", "]"));

        assertThat(Written.yaml(text.formatted(twenty, "token", "static-token")).warnings())
                .containsExactly(
                        "credence.yaml:1: backends.vault.rate-limit: warning: 1.0 requests a minute cannot keep"
                                + " up: 2 credentials that live 1h need 1.5 refreshes a minute, Azure tokens one for each of 20"
                                + " resources; raise it or ask for a longer ttl");
        assertThat(Written.yaml(text.formatted(twenty, "creds", "creds")).warnings())
                .isEmpty();
        assertThat(Written.yaml(text.formatted("[]", "token", "token")).warnings())
                .isEmpty();
    }

    @Test
    void readsCredentialsOfEveryCloudFromVariables() {
        Configuration configuration = Written.yaml("")
                .with("CREDENCE_CREDENTIALS_APP_PROVIDER", "azure")
                .with("CREDENCE_CREDENTIALS_APP_ROLE", "app")
                .with("CREDENCE_CREDENTIALS_APP_TENANT_ID", "t.example")
                .with("CREDENCE_PROVIDERS_AZURE_RESOURCES", "https://a, https://b")
                .with("CREDENCE_INSTANCE_GCP_NUMERIC_PROJECT_ID", "0123")
                .with("CREDENCE_INSTANCE_AZURE_SCHEDULED_EVENTS", "true")
                .load();

        assertThat(((AzureCredentialConfig) configuration.credentials().get("app")).tenantId())
                .contains("t.example");
        assertThat(configuration.azure().resources()).containsExactly("https://a", "https://b");
        assertThat(configuration.gcpInstance().value("numeric-project-id")).contains("0123");
        assertThat(configuration.azureInstance().scheduledEvents()).isTrue();
    }
}
