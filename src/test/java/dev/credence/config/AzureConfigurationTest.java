package dev.credence.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.telemetry.Cloud;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AzureConfigurationTest {
    private static Written written(String keys) {
        return Written.yaml("credentials: {c: {provider: azure, role: a, " + keys + "}}");
    }

    private static AzureCredentialConfig credential(Written written) {
        return (AzureCredentialConfig) written.load().credentials().get("c");
    }

    private static AzureCredentialConfig credential(String keys) {
        return credential(written(keys));
    }

    @Test
    void needsNoMoreThanARole() {
        assertThat(credential(Written.yaml("credentials: {c: {provider: azure, role: a}}")))
                .isEqualTo(new AzureCredentialConfig(
                        "c",
                        "vault",
                        "azure",
                        "a",
                        AzureKind.CREDS,
                        Optional.empty(),
                        AzureCredentialConfig.PUBLIC_AUTHORITY,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        "c"));
    }

    @ParameterizedTest
    @EnumSource
    void knowsEveryKindByItsLabel(AzureKind kind) {
        assertThat(credential("kind: " + kind.label()).kind()).isEqualTo(kind);
    }

    @Test
    void readsTheIdsByWhichWorkloadsChoose() {
        AzureCredentialConfig config = credential("client-id: 0123, object-id: o,"
                + " resource-id: /subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/x/y");

        assertThat(config.clientId()).contains("0123");
        assertThat(config.objectId()).contains("o");
        assertThat(config.resourceId())
                .contains("/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/x/y");
        assertThat(config.provider()).isEqualTo(Cloud.AZURE);
        assertThat(config.ttl()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"11111111-2222-3333-4444-555555555555", "contoso.onmicrosoft.com", "my-company.example"})
    void takesADirectoryByIdOrDomain(String tenant) {
        assertThat(credential("tenant-id: " + tenant).tenantId()).contains(tenant);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"tenant-id: ''", "authority-host: ''", "client-id: ", "scopes: []", "email: ''", "name: ''"})
    void takesEmptyForNotWritten(String empty) {
        assertThat(credential(empty)).isEqualTo(credential("mount: azure"));
    }

    /** The SDKs' own variable has all of these forms. */
    @ParameterizedTest
    @CsvSource({
        "https://login.microsoftonline.us/, https://login.microsoftonline.us",
        "login.chinacloudapi.cn, https://login.chinacloudapi.cn",
        "login.chinacloudapi.cn/, https://login.chinacloudapi.cn",
        "HTTPS://Login.Example:8443, https://login.example:8443",
        "login.example:8443, https://login.example:8443",
        "http://localhost:8080, http://localhost:8080",
        "http://127.0.0.1:8080/, http://127.0.0.1:8080",
        "http://[::1]:8080, http://[::1]:8080",
    })
    void takesAnAuthorityAsUrlOrHost(String text, String authority) {
        assertThat(credential("authority-host: '" + text + "'").authorityHost()).hasToString(authority);
        assertThat(credential(written("mount: azure").with("AZURE_AUTHORITY_HOST", text))
                        .authorityHost())
                .hasToString(authority);
    }

    @Test
    void prefersTheAuthorityThatIsWrittenToThatOfTheEnvironment() {
        assertThat(credential(written("authority-host: a.example").with("AZURE_AUTHORITY_HOST", "b.example"))
                        .authorityHost())
                .hasToString("https://a.example");
        assertThat(credential(written("authority-host: ''").with("AZURE_AUTHORITY_HOST", "b.example"))
                        .authorityHost())
                .hasToString("https://b.example");
        assertThat(credential(written("mount: azure").with("AZURE_AUTHORITY_HOST", " "))
                        .authorityHost())
                .isEqualTo(AzureCredentialConfig.PUBLIC_AUTHORITY);
    }

    @Test
    void namesTheVariableThatIsWrong() {
        assertThat(written("mount: azure")
                        .with("AZURE_AUTHORITY_HOST", "http://login.example/")
                        .problems())
                .containsExactly("environment variable AZURE_AUTHORITY_HOST: credentials.c.authority-host:"
                        + " \"http://login.example/\" would send secrets that anyone on the way can read; write"
                        + " https://login.example (plain http may go to localhost, 127.0.0.1 and [::1] only)");
    }

    @Test
    void leavesTheVariableAloneWhereNothingIsOfAzure() {
        assertThat(Written.smallestAnd("")
                        .with("AZURE_AUTHORITY_HOST", "http://x y")
                        .load())
                .isEqualTo(Written.smallestAnd("").load());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "'ftp://h' | is not a server; write it like https://login.example or login.example",
                "'https://' | is not a server; write it like https://login.example or login.example",
                "'a b' | is not a server; write it like https://login.example or login.example",
                "/x | is not a server; write it like https://login.example or login.example",
                "'https://h/tenant' | has more than scheme, host and port; write https://h",
                "h/tenant | has more than scheme, host and port; write https://h",
                "'https://h?x=y' | has more than scheme, host and port; write https://h",
                "'https://h:1#x' | has more than scheme, host and port; write https://h:1",
                "'https://h:0' | has a port that is not between 1 and 65535",
                "'https://h:65536' | has a port that is not between 1 and 65535",
                "'http://10.0.0.1:1' | would send secrets that anyone on the way can read; write https://10.0.0.1:1"
                        + " (plain http may go to localhost, 127.0.0.1 and [::1] only)",
                "'http://localhost.example' | would send secrets that anyone on the way can read; write"
                        + " https://localhost.example (plain http may go to localhost, 127.0.0.1 and [::1] only)",
            })
    void sendsPasswordsToNothingButAServer(String authority, String problem) {
        assertThat(written("authority-host: " + authority).problems())
                .containsExactly("credence.yaml:1: credentials.c.authority-host: \"" + authority.replace("'", "")
                        + "\" " + problem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://u:hunter2@h", "u:hunter2@h"})
    void neverShowsThePasswordOfAnAuthority(String authority) {
        assertThat(written("authority-host: '" + authority + "'").problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem)
                        .doesNotContain("hunter2")
                        .contains("***@h\" has more than scheme, host and port; write https://h"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "kind: cred | kind: \"cred\" is not one of creds, static-token, token; did you mean creds?",
                "tenant-id: a/b | tenant-id: \"a/b\" is not a directory; write its id, like"
                        + " 11111111-2222-3333-4444-555555555555, or a domain of it, like contoso.onmicrosoft.com",
                "tenant-id: .. | tenant-id: \"..\" is not a directory; write its id, like"
                        + " 11111111-2222-3333-4444-555555555555, or a domain of it, like contoso.onmicrosoft.com",
                "client-id: a b | client-id: \"a b\" holds white space or control characters",
                "object-id: a b | object-id: \"a b\" holds white space or control characters",
                "resource-id: a b | resource-id: \"a b\" holds white space or control characters",
                "mount: / | mount: \"/\" is not the path of a secrets engine; write it like azure or team/azure",
                "ttl: 1h | ttl: \"1h\" cannot be asked for with azure, where the role in Vault decides; set it there"
                        + " and remove it here",
                "tennant-id: x | tennant-id: unknown key; did you mean tenant-id?",
            })
    void saysWhatIsWrongWithACredential(String keys, String problem) {
        assertThat(written(keys).problems()).containsExactly("credence.yaml:1: credentials.c." + problem);
    }

    @Test
    void bindsTokensToResources() {
        AzureProviderConfig none = Written.smallestAnd("").load().azure();
        assertThat(none).isEqualTo(new AzureProviderConfig(List.of(), 64));

        AzureProviderConfig azure = Written.smallestAnd("providers: {azure: {resources: ['https://b/', 'https://b',"
                        + " 7b4b79b8-e2a5-4c32-b3c3-5a1e5ff1d0a5], max-resources: 3}}")
                .load()
                .azure();
        assertThat(azure.resources())
                .containsExactly("https://b/", "https://b", "7b4b79b8-e2a5-4c32-b3c3-5a1e5ff1d0a5");
        assertThat(azure.maxResources()).isEqualTo(3);
    }

    @Test
    void readsTheInstance() {
        AzureInstance instance = Written.smallestAnd("""
                        instance:
                          azure: {subscription-id: 0001, tenant-id: t, vm-id: 1e3, zone: 1, vm-size: "",
                            tags: {cost: 007, on: yes}, scheduled-events: true}
                        """).load().azureInstance();

        assertThat(instance)
                .isEqualTo(new AzureInstance(
                        Map.of("subscription-id", "0001", "tenant-id", "t", "vm-id", "1e3", "zone", "1"),
                        Map.of("cost", "007", "on", "yes"),
                        true));
    }

    /** Each on line 2. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "providers: {azure: {resources: ['a b']}} | providers.azure.resources: \"a b\" is not a resource; write"
                        + " it as the SDK asks for it, like https://management.azure.com, without white space, up to"
                        + " 1024 characters",
                "providers: {azure: {resources: [a, a]}} | providers.azure.resources: \"a\" is listed twice",
                "providers: {azure: {resources: a}} | providers.azure.resources: \"a\" must be a list, like [a, b]",
                "providers: {azure: {max-resources: 0}} | providers.azure.max-resources: \"0\" is not a whole number"
                        + " between 1 and 10000",
                "providers: {azure: {max-resources: 10001}} | providers.azure.max-resources: \"10001\" is not a whole"
                        + " number between 1 and 10000",
                "providers: {azure: {resources: [a, b], max-resources: 1}} | providers.azure.resources: holds 2, and a"
                        + " caller may use 1 at once; raise max-resources to 2, or list fewer",
                "instance: {azure: {scheduled-events: yes}} | instance.azure.scheduled-events: \"yes\" is neither true"
                        + " nor false",
                "instance: {azure: {subscriptionid: s}} | instance.azure.subscriptionid: unknown key; did you mean"
                        + " subscription-id?",
                "instance: {azure: {tags: [a]}} | instance.azure.tags: must be a map of names",
            })
    void saysWhatIsWrongWithProviderAndInstance(String line, String problem) {
        assertThat(Written.smallestAnd(line).problems()).containsExactly("credence.yaml:2: " + problem);
    }

    @Test
    void measuresResourcesAgainstTheDefaultToo() {
        String resources = IntStream.range(0, 65).mapToObj(index -> "r" + index).collect(Collectors.joining(","));

        assertThat(Written.smallestAnd("")
                        .with("CREDENCE_PROVIDERS_AZURE_RESOURCES", resources)
                        .problems())
                .containsExactly("environment variable CREDENCE_PROVIDERS_AZURE_RESOURCES: providers.azure.resources:"
                        + " holds 65, and a caller may use 64 at once; raise max-resources to 65, or list fewer");
    }

    @Test
    void refusesAResourceThatIsTooLong() {
        assertThat(Written.smallestAnd("providers: {azure: {resources: [" + "a".repeat(1025) + "]}}")
                        .problems())
                .singleElement()
                .asString()
                .endsWith("aaa...\" is not a resource; write it as the SDK asks for it, like"
                        + " https://management.azure.com, without white space, up to 1024 characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"client-id", "object-id", "resource-id"})
    void warnsOfACallerThatCannotTellTwoIdentitiesApart(String key) {
        String credentials = """
                credentials:
                  a: {provider: azure, role: a, KEY: abc}
                  b: {provider: azure, role: b, KEY: ABC}
                """.replace("KEY", key);

        assertThat(Written.yaml(credentials).warnings())
                .containsExactly("credence.yaml:3: credentials.b." + key + ": warning: is that of a too, so a caller of"
                        + " both cannot choose this one by it; write what differs, or give each caller one of them");
        assertThat(Written.yaml(credentials + "callers: [{match: {cidr: 10.0.0.0/8}, credentials: [a]},"
                                + " {match: any, credentials: [b]}]")
                        .warnings())
                .isEmpty();
    }
}
