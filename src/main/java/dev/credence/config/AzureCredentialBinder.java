package dev.credence.config;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads what {@code credentials} hold for Azure. */
final class AzureCredentialBinder {
    private static final Set<String> KINDS =
            Stream.of(AzureKind.values()).map(AzureKind::label).collect(Collectors.toUnmodifiableSet());
    /** A GUID or a domain name. */
    private static final Pattern TENANT = Pattern.compile("(?!.*\\.\\.)[A-Za-z0-9][A-Za-z0-9.-]{0,251}[A-Za-z0-9]");

    private final AzureEnvironment environment;

    AzureCredentialBinder(AzureEnvironment environment) {
        this.environment = environment;
    }

    CredentialConfig credential(Section written, CredentialPlace place) {
        Section section = environment.defaults(written);
        return new AzureCredentialConfig(
                place.name(),
                place.backend(),
                place.mount(),
                place.role(),
                section.value("kind", AzureCredentialBinder::kind).orElse(AzureKind.CREDS),
                section.given("tenant-id", AzureCredentialBinder::tenant),
                section.given("authority-host", HttpsServer::parse).orElse(AzureCredentialConfig.PUBLIC_AUTHORITY),
                section.given("client-id", NameText::oneWord),
                section.given("object-id", NameText::oneWord),
                section.given("resource-id", NameText::oneWord),
                place.name());
    }

    private static AzureKind kind(String text) {
        String label = NameText.oneOf(text, KINDS);
        return AzureKind.valueOf(label.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    private static String tenant(String text) {
        if (!TENANT.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "is not a directory; write its id, like 11111111-2222-3333-4444-555555555555, or a domain of it,"
                            + " like contoso.onmicrosoft.com");
        }
        return text;
    }
}
