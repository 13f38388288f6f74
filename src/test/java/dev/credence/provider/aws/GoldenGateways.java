package dev.credence.provider.aws;

import dev.credence.credential.Outcome;
import dev.credence.testing.TestGateway;
import java.nio.file.Path;
import java.time.Duration;

/** The gateways that the golden files name. */
final class GoldenGateways {
    private static final String CREDENTIALS = """
            credentials:
              app: {provider: aws, role: app}
              refused: {provider: aws, role: refused}
              down: {provider: aws, role: down}
              throttled: {provider: aws, role: throttled}
              user: {provider: aws, role: user}
              hidden: {provider: aws, role: hidden}
            """;
    private static final String INSTANCE = """
            instance:
              aws:
                region: eu-west-1
                availability-zone: eu-west-1a
                availability-zone-id: euw1-az1
                account-id: "123456789012"
                instance-id: i-0abc
                instance-type: m5.large
                instance-life-cycle: on-demand
                instance-profile-id: AIPAEXAMPLE
                ami-id: ami-0abc
                architecture: arm64
                hostname: ip-10-0-0-7.eu-west-1.compute.internal
                local-hostname: ip-10-0-0-7.eu-west-1.compute.internal
                local-ipv4: 10.0.0.7
                public-ipv4: 192.0.2.7
                mac: 02:29:96:8f:6a:2d
                reservation-id: r-0abc
                security-groups: default
                services-domain: amazonaws.com
                services-partition: aws
                pending-time: "2026-03-01T09:00:00Z"
                user-data: "#cloud-config"
                tags: {Name: node-1, team/owner: platform}
            """;

    private GoldenGateways() {}

    static TestGateway start(String name, Path folder) {
        TestGateway gateway = TestGateway.of(folder, yaml(name));
        gateway.issuer()
                .fail("refused", new Outcome.Denied("vault.permission_denied", "Vault does not permit the role"))
                .fail("down", new Outcome.Unavailable("vault.sealed", "Vault is sealed"))
                .fail("throttled", new Outcome.Throttled("vault.throttled", "Vault is busy", Duration.ofSeconds(7)));
        return gateway.start();
    }

    private static String yaml(String name) {
        return switch (name) {
            // What a careful operator has: session tokens, container tokens, all metadata.
            case "strict" -> CREDENTIALS + """
                    callers:
                      - {match: {cidr: 127.0.0.0/8}, credentials: [app, refused, down, throttled, user]}
                      - {match: {token-file: app.token}, credentials: [app, refused, down, throttled, user]}
                      - {match: {token-file: other.token}, credentials: [hidden]}
                    """ + INSTANCE;
            // Everything that may be allowed is, and nothing is known of the instance.
            case "lenient" -> CREDENTIALS + """
                    callers:
                      - {match: any, credentials: [app, user]}
                    providers: {aws: {imds-v1: true, list: all, iam-user: true, container: {require-token: false}}}
                    """;
            // No rule knows who asks.
            case "stranger" -> CREDENTIALS + """
                    callers: [{match: {cidr: 10.0.0.0/8}, credentials: [app]}]
                    providers: {aws: {imds-v1: true, container: {require-token: false}}}
                    """;
            default -> throw new IllegalArgumentException("no such gateway: " + name);
        };
    }
}
