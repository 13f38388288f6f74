package dev.credence.cli;

import dev.credence.telemetry.Cloud;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

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

    static Optional<EnvironmentForm> ofLabel(String label) {
        return Arrays.stream(values()).filter(form -> form.label.equals(label)).findFirst();
    }

    static List<String> labels() {
        return Arrays.stream(values()).map(EnvironmentForm::label).toList();
    }
}
