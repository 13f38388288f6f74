package dev.credence.provider.azure;

import static org.awaitility.Awaitility.await;

import dev.credence.credential.Outcome;
import dev.credence.testing.ScriptedIssuer;
import dev.credence.testing.TestGateway;
import java.nio.file.Path;
import java.time.Duration;

/** The gateways that the golden files name. */
final class AzureGateways {
    private static final String CREDENTIALS = """
            credentials:
              app:
                provider: azure
                role: app
                client-id: 44444444-4444-4444-8444-444444444444
                object-id: 55555555-5555-4555-8555-555555555555
                resource-id: /subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/front
              plain: {provider: azure, role: anonymous, kind: token}
              refused: {provider: azure, role: refused, kind: static-token}
              resource: {provider: azure, role: resource, kind: token}
              scope: {provider: azure, role: scope, kind: static-token}
              down: {provider: azure, role: down, kind: token}
              throttled: {provider: azure, role: throttled, kind: token}
              hidden: {provider: azure, role: hidden, client-id: 66666666-6666-4666-8666-666666666666}
              amazon: {provider: aws, role: amazon}
            """;
    private static final String GRANTED = "[amazon, app, plain, refused, resource, scope, down, throttled]";
    private static final String INSTANCE = """
            instance:
              azure:
                subscription-id: 00000000-0000-4000-8000-000000000000
                tenant-id: 77777777-7777-4777-8777-777777777777
                resource-group: rg-1
                location: westeurope
                vm-id: 02aab8a4-74ef-476e-8182-f6d2ba4166a6
                name: node-1
                vm-size: Standard_A3
                zone: "1"
                environment: AzureUSGovernmentCloud
                os-type: Linux
                computer-name: node-1
                admin-username: admin
                publisher: Canonical
                offer: ubuntu-24_04-lts
                sku: server
                version: "24.04"
                vm-scale-set-name: set-1
                placement-group-id: f67c14ab
                platform-fault-domain: "36"
                platform-update-domain: "42"
                custom-data: ""
                user-data: Zm9v
                private-ip: 10.144.133.132
                public-ip: 192.0.2.7
                mac: 00:0d:3a:8f:6a:2d
                subnet: 10.144.133.128/26
                tags: {team: platform, Env: test}
                scheduled-events: true
            """;

    private static final String TOLD = TokenEndpoint.PATH + "?api-version=2018-02-01&resource=https://vault.azure.net"
            + "&client_id=" + ScriptedIssuer.CLIENT;

    private AzureGateways() {}

    static TestGateway start(String name, Path folder) {
        TestGateway gateway = TestGateway.of(folder, yaml(name));
        gateway.issuer()
                .fail("refused", new Outcome.Denied("vault.permission_denied", "Vault does not permit the role"))
                .fail("resource", new Outcome.Denied("azure.invalid_resource", "AADSTS500011: not found"))
                .fail("scope", new Outcome.Denied("azure.invalid_scope", "AADSTS70011: no such scope"))
                .fail("down", new Outcome.Unavailable("vault.sealed", "Vault is sealed"))
                .fail("throttled", new Outcome.Throttled("vault.throttled", "Vault is busy", Duration.ofMillis(6100)));
        gateway.start();
        if (name.equals("full") || name.equals("listed")) {
            // Some files want what the back end tells with what is fetched ahead.
            await().until(() -> gateway.get(TOLD, "Metadata: true").status() != 400);
        }
        return gateway;
    }

    private static String yaml(String name) {
        return switch (name) {
            // Everything is known of the machine; App Service has its secret.
            case "full" -> CREDENTIALS + """
                    callers:
                      - {match: {token-file: app.token}, credentials: %1$s}
                      - {match: {token-file: other.token}, credentials: [hidden]}
                      - {match: {cidr: 127.0.0.0/8}, credentials: %1$s}
                    """.formatted(GRANTED) + INSTANCE;
            // Nothing is known of the machine but what the back end tells; only listed resources.
            case "listed" -> CREDENTIALS + """
                    callers: [{match: any, credentials: [app]}]
                    providers: {azure: {resources: ["https://vault.azure.net", "api://app/"]}}
                    """;
            // A caller that has something, but nothing of Azure.
            case "none" -> CREDENTIALS + "callers: [{match: any, credentials: [amazon]}]\n";
            // Azure is off here.
            case "off" -> CREDENTIALS + "listeners: [{address: '127.0.0.1:0', providers: [aws]}]\n";
            // Nothing but Azure is here.
            case "only" -> CREDENTIALS + "listeners: [{address: '127.0.0.1:0', providers: [azure]}]\n";
            default -> throw new IllegalArgumentException("no such gateway: " + name);
        };
    }
}
