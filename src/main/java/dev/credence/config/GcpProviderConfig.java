package dev.credence.config;

import java.net.URI;

/**
 * How Google Cloud is emulated.
 *
 * @param identity whether ID tokens are made, by the IAM Service Account Credentials API
 * @param identityEndpoint that API: scheme, host and port
 */
public record GcpProviderConfig(boolean identity, URI identityEndpoint) {
    /** Google's own. */
    public static final URI PUBLIC_ENDPOINT = URI.create("https://iamcredentials.googleapis.com");
}
