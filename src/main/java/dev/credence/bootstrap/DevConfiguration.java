package dev.credence.bootstrap;

import dev.credence.config.HostPort;
import dev.credence.dev.DevIdentity;

/** What a development gateway is configured with: all three clouds, from a back end in the same process. */
final class DevConfiguration {
    private static final String TEXT = """
            # Written by "serve --dev"; gone when it ends.
            listeners: [{address: "@LISTENER@"}]
            ops: {address: "127.0.0.1:@OPS_PORT@"}
            backends:
              dev:
                type: vault
                address: "http://127.0.0.1:@VAULT_PORT@"
                auth: {method: token, token-file: vault.token}
            credentials:
              dev-aws: {provider: aws, backend: dev, role: @ROLE@}
              dev-gcp: {provider: gcp, backend: dev, role: @ROLE@, kind: impersonated-account}
              dev-azure: {provider: azure, backend: dev, role: @ROLE@, authority-host: "http://127.0.0.1:@VAULT_PORT@"}
            callers:
              - {match: {token-file: caller.token, name: any}, credentials: [dev-aws, dev-gcp, dev-azure]}
              - {match: any, credentials: [dev-aws, dev-gcp, dev-azure]}
            providers:
              gcp: {identity: iam-credentials, identity-endpoint: "http://127.0.0.1:@VAULT_PORT@"}
            instance:
              aws:
                region: eu-west-1
                availability-zone: eu-west-1a
                account-id: "@AWS_ACCOUNT@"
                instance-id: i-0123456789abcdef0
                instance-type: m5.large
              gcp:
                project-id: @GCP_PROJECT@
                numeric-project-id: "123456789012"
                zone: europe-west1-b
                id: "1234567890123456789"
                name: dev
                machine-type: e2-medium
              azure:
                subscription-id: @AZURE_SUBSCRIPTION@
                tenant-id: @AZURE_TENANT@
                resource-group: dev
                location: westeurope
                vm-id: 00000000-0000-4000-8000-000000000001
                name: dev
                vm-size: Standard_D2s_v3
            """;

    private DevConfiguration() {}

    /**
     * The configuration file.
     *
     * @param vaultPort where the development back end listens on the loopback
     */
    static String text(HostPort listener, int opsPort, int vaultPort) {
        return TEXT.replace("@LISTENER@", listener.toString())
                .replace("@OPS_PORT@", Integer.toString(opsPort))
                .replace("@VAULT_PORT@", Integer.toString(vaultPort))
                .replace("@ROLE@", DevIdentity.ROLE)
                .replace("@AWS_ACCOUNT@", DevIdentity.AWS_ACCOUNT_ID)
                .replace("@GCP_PROJECT@", DevIdentity.GCP_PROJECT)
                .replace("@AZURE_SUBSCRIPTION@", DevIdentity.AZURE_SUBSCRIPTION_ID)
                .replace("@AZURE_TENANT@", DevIdentity.AZURE_TENANT_ID);
    }
}
