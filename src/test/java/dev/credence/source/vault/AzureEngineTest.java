package dev.credence.source.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.credential.AzureAccessToken;
import dev.credence.credential.AzureDirectory;
import dev.credence.credential.AzurePrincipal;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.Outcome;
import dev.credence.telemetry.Cloud;
import dev.credence.testing.FakeReply;
import dev.credence.testing.FakeRequest;
import dev.credence.testing.FakeVault;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the Azure engine and its relatives issue, and how leases are given back. */
class AzureEngineTest extends VaultTest {
    private static final Instant ASKED = Instant.parse("2026-03-01T12:00:00Z");
    private static final String RESOURCE = "https://management.azure.com/";
    private static final CredentialKey PRINCIPAL = key("creds");
    private static final String LEASE = "azure/creds/app/1";

    @BeforeEach
    void configure() {
        vault.respondTo(
                "azure/config",
                data(new JsonObject().put("tenant_id", "tenant").put("subscription_id", "subscription")));
        principal(LEASE, 3600);
    }

    @Test
    void issuesAPrincipalWithItsLeaseAndItsDirectory() {
        Outcome.Issued issued = (Outcome.Issued) gateway.issue(PRINCIPAL);

        AzurePrincipal principal = (AzurePrincipal) issued.credential();
        assertThat(principal.clientId()).isEqualTo("client");
        assertThat(principal.clientSecret().reveal()).isEqualTo(FakeVault.CANARY);
        assertThat(principal.directory())
                .isEqualTo(new AzureDirectory(Optional.of("tenant"), Optional.of("subscription")));
        assertThat(issued.lease()).contains(LEASE);
        assertThat(issued.expires()).isEqualTo(ASKED.plusSeconds(3600));
        assertThat(issued.toString()).doesNotContain(FakeVault.CANARY);
    }

    @Test
    void readsTheDirectoryOnceForAllRoles() {
        VaultSource source = gateway.source();
        gateway.issue(source, PRINCIPAL);

        vault.respondTo("azure/token/app", data(token()));
        gateway.issue(source, key("token", CredentialKey.RESOURCE, RESOURCE));

        assertThat(vault.requests("azure/config")).isEqualTo(1);
    }

    @Test
    void issuesAPrincipalOfAnUnknownDirectoryWhereItMayNotBeRead() {
        vault.respondTo("azure/config", FakeReply.error(403, "permission denied"));
        VaultSource source = gateway.source();

        Outcome.Issued issued = (Outcome.Issued) gateway.issue(source, PRINCIPAL);
        gateway.issue(source, PRINCIPAL);

        assertThat(((AzurePrincipal) issued.credential()).directory()).isEqualTo(AzureDirectory.UNKNOWN);
        assertThat(vault.requests("azure/config")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"lease_duration\":3600}",
                "{\"lease_duration\":3600,\"data\":{\"client_id\":\"client\"}}",
                "{\"lease_duration\":3600,\"data\":{\"client_secret\":\"canary7F3A\"}}",
                "{\"lease_duration\":0,\"data\":{\"client_id\":\"client\",\"client_secret\":\"canary7F3A\"}}",
                "{\"data\":{\"client_id\":\"client\",\"client_secret\":\"canary7F3A\"}}",
                "{\"lease_duration\":-1,\"data\":{\"client_id\":\"client\",\"client_secret\":\"canary7F3A\"}}",
                "{\"lease_duration\":60,\"lease_id\":7,\"data\":{\"client_id\":\"c\",\"client_secret\":\"canary7F3A\"}}"
            })
    void refusesNonsenseWithoutQuotingIt(String body) {
        vault.respondTo("azure/creds/app", FakeReply.of(200, body));

        Outcome.Failure failure = (Outcome.Failure) gateway.issue(PRINCIPAL);

        assertThat(failure.code()).isEqualTo("vault.bad_answer");
        assertThat(failure.toString()).doesNotContain(FakeVault.CANARY);
    }

    @Test
    void issuesATokenOfTheForkInTextsForTheResourceAsAsked() {
        vault.respondTo("azure/token/app", data(token().put("client_id", "other")));

        Outcome.Issued issued = (Outcome.Issued) gateway.issue(key("token", CredentialKey.RESOURCE, RESOURCE));

        AzureAccessToken token = (AzureAccessToken) issued.credential();
        assertThat(token.token().reveal()).isEqualTo(FakeVault.CANARY);
        assertThat(token.clientId()).contains("other");
        assertThat(token.directory().tenantId()).contains("tenant");
        assertThat(issued.expires()).isEqualTo(ASKED.plusSeconds(3000));
        assertThat(request("azure/token/app").query()).isEqualTo(Map.of("resource", RESOURCE));
    }

    @Test
    void issuesATokenOfTheEnterpriseEngineInNumbers() {
        vault.respondTo(
                "azure/static-creds/app/token",
                data(new JsonObject().put("access_token", FakeVault.CANARY).put("expires_in", 3599)));

        Outcome.Issued issued = (Outcome.Issued) gateway.issue(key("static-token", CredentialKey.RESOURCE, RESOURCE));

        assertThat(issued.expires()).isEqualTo(ASKED.plusSeconds(3599));
        FakeRequest request = request("azure/static-creds/app/token");
        assertThat(request.method()).isEqualTo("PUT");
        assertThat(new JsonObject(request.body()))
                .isEqualTo(new JsonObject().put("scope", "https://management.azure.com//.default"));
    }

    @Test
    void knowsARoleThatIsUnknown() {
        vault.respondTo("azure/creds/app", FakeReply.error(400, "role 'app' does not exist"));

        assertThat(((Outcome.Failure) gateway.issue(PRINCIPAL)).code()).isEqualTo("vault.role_not_found");
    }

    @Test
    void asksNothingWithoutAResourceOrAKind() {
        assertThat(((Outcome.Failure) gateway.issue(key("token"))).code()).isEqualTo("azure.invalid_resource");
        assertThat(((Outcome.Failure) gateway.issue(key("other"))).code()).isEqualTo("vault.invalid_name");
        assertThat(vault.requests()).isEmpty();
    }

    @Test
    void revokesALeaseInTheNamespaceAndCountsThoseThatAreLeft() {
        vault.respondTo("sys/leases/revoke", FakeReply.of(204, ""));
        VaultSource source = gateway.namespace("team").source();
        gateway.issue(source, PRINCIPAL);
        principal("azure/creds/app/2", 3600);
        gateway.issue(source, PRINCIPAL);
        assertThat(gateway.registry.scrape()).contains("credence_leases{backend=\"vault\"} 2.0");

        gateway.on(() -> source.release(PRINCIPAL, LEASE));

        FakeRequest request = request("sys/leases/revoke");
        assertThat(request.method()).isEqualTo("PUT");
        assertThat(request.header("x-vault-namespace")).contains("team/");
        assertThat(new JsonObject(request.body())).isEqualTo(new JsonObject().put("lease_id", LEASE));
        assertThat(gateway.registry.scrape())
                .contains(
                        "credence_leases{backend=\"vault\"} 1.0",
                        "credence_upstream_requests_total{backend=\"vault\",operation=\"lease_revoke\",outcome=\"ok\"} 1.0");
    }

    @Test
    void countsNoLeaseThatHasEnded() {
        AtomicReference<Instant> now = new AtomicReference<>(VaultFixture.NOW);
        gateway.issue(gateway.clock(now::get).source(), PRINCIPAL);
        assertThat(gateway.registry.scrape()).contains("credence_leases{backend=\"vault\"} 1.0");

        now.set(VaultFixture.NOW.plusSeconds(3600));

        assertThat(gateway.registry.scrape()).contains("credence_leases{backend=\"vault\"} 0.0");
    }

    @Test
    void neverFailsToRevokeAndRepeatsAsOthersDo() {
        vault.respondTo("sys/leases/revoke", FakeReply.error(500, "internal"));
        VaultSource source = gateway.retries(2).source();
        gateway.issue(source, PRINCIPAL);

        gateway.on(() -> source.release(PRINCIPAL, LEASE));

        assertThat(vault.requests("sys/leases/revoke")).isEqualTo(3);
        assertThat(gateway.registry.scrape()).contains("credence_leases{backend=\"vault\"} 1.0");
    }

    private static CredentialKey key(String kind, String... parameters) {
        Map<String, String> all = new TreeMap<>(
                Map.of(CredentialKey.MOUNT, "azure", CredentialKey.ROLE, "app", CredentialKey.KIND, kind));
        for (int i = 0; i < parameters.length; i += 2) {
            all.put(parameters[i], parameters[i + 1]);
        }
        return new CredentialKey(Cloud.AZURE, "app", "vault", all);
    }

    private void principal(String lease, int seconds) {
        vault.respondTo(
                "azure/creds/app",
                FakeReply.json(
                        200,
                        new JsonObject()
                                .put("lease_id", lease)
                                .put("lease_duration", seconds)
                                .put(
                                        "data",
                                        new JsonObject()
                                                .put("client_id", "client")
                                                .put("client_secret", FakeVault.CANARY))));
    }

    /** As the fork has it: everything is text. */
    private static JsonObject token() {
        return new JsonObject()
                .put("access_token", FakeVault.CANARY)
                .put("expires_in", "3599")
                .put("expires_on", String.valueOf(ASKED.plusSeconds(3000).getEpochSecond()))
                .put("token_type", "Bearer");
    }

    private static FakeReply data(JsonObject data) {
        return FakeReply.json(200, new JsonObject().put("data", data));
    }

    private FakeRequest request(String path) {
        return vault.requests().stream()
                .filter(request -> request.path().equals("/v1/" + path))
                .findFirst()
                .orElseThrow();
    }
}
