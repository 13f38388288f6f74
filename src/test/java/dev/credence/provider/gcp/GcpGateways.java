package dev.credence.provider.gcp;

import dev.credence.credential.Outcome;
import dev.credence.testing.TestGateway;
import java.nio.file.Path;
import java.time.Duration;

/** The gateways that the golden files name. */
final class GcpGateways {
    /** Of the instance, everything that can be said. */
    static final String INSTANCE = """
            instance:
              gcp:
                project-id: my-project
                numeric-project-id: "123456789012"
                zone: europe-west1-b
                id: "12345678901234567890"
                name: node-1
                hostname: node-1.europe-west1-b.c.my-project.internal
                machine-type: e2-medium
                cpu-platform: AMD Rome
                description: a node
                image: projects/debian-cloud/global/images/debian-12
                tags: [web, db]
                attributes: {cluster-name: c1, enable-oslogin: "TRUE"}
                project-attributes: {ssh-keys: none}
            """;

    private GcpGateways() {}

    static TestGateway start(String name, Path folder) {
        TestGateway gateway = TestGateway.of(folder, yaml(name));
        gateway.issuer()
                .fail("refused", new Outcome.Denied("vault.permission_denied", "Vault does not permit the role"))
                .fail("down", new Outcome.Unavailable("vault.sealed", "Vault is sealed"))
                .fail("throttled", new Outcome.Throttled("vault.throttled", "Vault is busy", Duration.ofMillis(6_500)));
        return gateway.start();
    }

    /** Everybody has these roles. */
    static String credentials(String... roles) {
        StringBuilder credentials = new StringBuilder("credentials:\n");
        for (String role : roles) {
            credentials.append("  %1$s: {provider: gcp, role: %1$s}%n".formatted(role));
        }
        return credentials + "callers: [{match: any, credentials: [%s]}]%n".formatted(String.join(", ", roles));
    }

    private static String yaml(String name) {
        return switch (name) {
            // Everything is known, and ID tokens are made; the caller has two accounts.
            case "full" -> credentials("app", "other") + "providers: {gcp: {identity: iam-credentials}}\n" + INSTANCE;
            // Nothing is known but what the back end tells.
            case "plain" -> credentials("app");
            // Nor does the back end tell anything.
            case "anonymous" -> credentials("anonymous");
            case "refused", "down", "throttled" -> credentials(name);
            // No rule knows who asks.
            case "stranger" -> """
                    credentials:
                      app: {provider: gcp, role: app, email: app@my-project.iam.gserviceaccount.com}
                    callers: [{match: {cidr: 10.0.0.0/8}, credentials: [app]}]
                    """ + INSTANCE;
            // The one cloud of its listener, so that the root is Google's whoever asks.
            case "plain-google" -> """
                    listeners: [{address: "127.0.0.1:0", providers: [gcp]}]
                    """ + credentials("app");
            // Google's metadata are not served here.
            case "off" -> """
                    listeners: [{address: "127.0.0.1:0", providers: [aws]}]
                    """ + credentials("app");
            default -> throw new IllegalArgumentException("no such gateway: " + name);
        };
    }
}
