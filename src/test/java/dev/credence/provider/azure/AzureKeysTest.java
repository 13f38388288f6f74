package dev.credence.provider.azure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.config.AzureCredentialConfig;
import dev.credence.config.AzureKind;
import dev.credence.credential.CredentialKey;
import dev.credence.telemetry.Cloud;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AzureKeysTest {
    private static final String RESOURCE = "https://vault.azure.net";
    private static final CredentialKey PRINCIPAL =
            new CredentialKey(Cloud.AZURE, "app", "vault", Map.of("mount", "azure", "role", "web", "kind", "creds"));

    @Test
    void derivesATokenFromThePassword() {
        assertThat(keys(AzureKind.CREDS, Optional.empty()).of(RESOURCE))
                .isEqualTo(PRINCIPAL.derive("https://login.microsoftonline.us", Map.of("resource", RESOURCE)));
    }

    @Test
    void asksTheDirectoryOfTheCredentialOrElseThatOfTheMachine() {
        assertThat(new AzureKeys(config(AzureKind.CREDS, Optional.of("own")), Optional.of("machine"))
                        .of(RESOURCE)
                        .parameters())
                .containsEntry("tenant", "own");
        assertThat(keys(AzureKind.CREDS, Optional.of("machine")).of(RESOURCE).parameters())
                .containsEntry("tenant", "machine");
    }

    @ParameterizedTest
    @EnumSource(names = {"TOKEN", "STATIC_TOKEN"})
    void asksTheEngineForATokenWhereItHasThem(AzureKind kind) {
        assertThat(keys(kind, Optional.of("machine")).of(RESOURCE))
                .isEqualTo(new CredentialKey(
                        Cloud.AZURE,
                        "app",
                        "vault",
                        Map.of("mount", "azure", "role", "web", "kind", kind.label(), "resource", RESOURCE)));
    }

    @Test
    void takesAFinalSlashForAnotherResource() {
        AzureKeys keys = keys(AzureKind.CREDS, Optional.empty());

        assertThat(keys.of(RESOURCE)).isNotEqualTo(keys.of(RESOURCE + "/"));
    }

    @Test
    void makesTheKeyOfAHitOnce() {
        AzureKeys keys = keys(AzureKind.CREDS, Optional.empty());

        assertThat(keys.of(RESOURCE)).isSameAs(keys.of(new StringBuilder(RESOURCE).toString()));
    }

    @Test
    void doesNotGrowWithTheResourcesThatSomebodyAsksFor() {
        AzureKeys keys = keys(AzureKind.CREDS, Optional.empty());
        CredentialKey first = keys.of(RESOURCE);

        for (int i = 0; i < 1000; i++) {
            keys.of("api://" + i);
        }

        assertThat(keys.of(RESOURCE)).isEqualTo(first).isNotSameAs(first);
    }

    @Test
    void fetchesThePasswordAheadOrTheTokenOfTheResourceManager() {
        assertThat(keys(AzureKind.CREDS, Optional.empty()).prefetched(List.of()))
                .containsExactly(PRINCIPAL);
        AzureKeys tokens = keys(AzureKind.TOKEN, Optional.empty());
        assertThat(tokens.prefetched(List.of())).containsExactly(tokens.of("https://management.usgovcloudapi.net"));
    }

    @Test
    void fetchesTheResourcesAheadThatAreListed() {
        AzureKeys keys = keys(AzureKind.CREDS, Optional.empty());

        assertThat(keys.prefetched(List.of(RESOURCE, "api://b/")))
                .containsExactlyInAnyOrder(keys.of(RESOURCE), keys.of("api://b/"));
    }

    private static AzureKeys keys(AzureKind kind, Optional<String> tenant) {
        return new AzureKeys(config(kind, Optional.empty()), tenant);
    }

    private static AzureCredentialConfig config(AzureKind kind, Optional<String> tenant) {
        return new AzureCredentialConfig(
                "app",
                "vault",
                "azure",
                "web",
                kind,
                tenant,
                URI.create("https://login.microsoftonline.us"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "app");
    }
}
