package dev.credence.cli;

import dev.credence.telemetry.Cloud;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The ways in which SDKs are pointed to a metadata service. */
enum EnvironmentForm {
    /** EC2 instance metadata. */
    AWS(Cloud.AWS),
    /** ECS and EKS container credentials. */
    AWS_CONTAINER(Cloud.AWS),
    /** The Compute Engine metadata server. */
    GCP(Cloud.GCP),
    /** Azure instance metadata. */
    AZURE(Cloud.AZURE),
    /** Azure App Service, Functions and Container Apps. */
    AZURE_APP_SERVICE(Cloud.AZURE);

    private final Cloud cloud;
    private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

    EnvironmentForm(Cloud cloud) {
        this.cloud = cloud;
    }

    /** Variables by which an SDK would find other credentials before it asks a metadata service, or none at all. */
    Set<String> rivals() {
        return switch (cloud) {
            case AWS -> Rivals.AWS;
            case GCP -> Rivals.GCP;
            case AZURE -> Rivals.AZURE;
        };
    }

    Cloud cloud() {
        return cloud;
    }

    /** True if the endpoint wants the caller's secret, so that its address alone is no use. */
    boolean asksForToken() {
        return this == AWS_CONTAINER || this == AZURE_APP_SERVICE;
    }

    /** As the command line calls it. */
    String label() {
        return label;
    }

    /**
     * The form that the command line calls so.
     *
     * @throws IllegalArgumentException if there is none; the message names those there are
     */
    static EnvironmentForm named(String label) {
        return Arrays.stream(values())
                .filter(form -> form.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "no provider " + label + "; there are " + String.join(", ", labels())));
    }

    /** For completion. */
    static final class Labels implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return labels().iterator();
        }
    }

    static List<String> labels() {
        return Arrays.stream(values()).map(EnvironmentForm::label).toList();
    }

    /** The orders in which SDKs look are those of their default chains (wire contract 1.8, 2.1, 3.7, 4.7). */
    private static final class Rivals {
        private static final Set<String> AWS = Set.of(
                "AWS_ACCESS_KEY_ID",
                "AWS_SECRET_ACCESS_KEY",
                "AWS_SESSION_TOKEN",
                "AWS_PROFILE",
                "AWS_DEFAULT_PROFILE",
                "AWS_ROLE_ARN",
                "AWS_WEB_IDENTITY_TOKEN_FILE",
                "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
                "AWS_CONTAINER_CREDENTIALS_FULL_URI",
                "AWS_CONTAINER_AUTHORIZATION_TOKEN",
                "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
                "AWS_EC2_METADATA_DISABLED",
                "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE");
        private static final Set<String> GCP =
                Set.of("GOOGLE_APPLICATION_CREDENTIALS", "NO_GCE_CHECK", "METADATA_SERVER_DETECTION");
        private static final Set<String> AZURE = Set.of(
                "AZURE_CLIENT_SECRET",
                "AZURE_CLIENT_CERTIFICATE_PATH",
                "AZURE_USERNAME",
                "AZURE_PASSWORD",
                "AZURE_FEDERATED_TOKEN_FILE",
                "AZURE_POD_IDENTITY_AUTHORITY_HOST",
                "IDENTITY_ENDPOINT",
                "IDENTITY_HEADER",
                "IDENTITY_SERVER_THUMBPRINT",
                "IMDS_ENDPOINT",
                "MSI_ENDPOINT",
                "MSI_SECRET");
    }
}
