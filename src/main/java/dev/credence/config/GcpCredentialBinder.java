package dev.credence.config;

import dev.credence.config.ConfigNode.Leaf;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads what {@code credentials} hold for Google Cloud. */
final class GcpCredentialBinder {
    private static final Set<String> KINDS =
            Stream.of(GcpKind.values()).map(GcpKind::label).collect(Collectors.toUnmodifiableSet());
    private static final Pattern EMAIL = Pattern.compile("[\\w.+-]{1,64}@[\\w-]{1,63}(\\.[\\w-]{1,63})+");
    private static final String SCOPES = "https://www.googleapis.com/auth/";
    private static final Pattern SHORT_SCOPE = Pattern.compile("[a-z0-9._-]+");
    private static final Pattern FULL_SCOPE = Pattern.compile("https://[\\w.-]+/[\\w./:-]*");
    /** Those of OpenID Connect are no URLs. */
    private static final Set<String> OPENID_SCOPES = Set.of("openid", "email", "profile");

    private GcpCredentialBinder() {}

    static CredentialConfig credential(Section section, CredentialPlace place) {
        return new GcpCredentialConfig(
                place.name(),
                place.backend(),
                place.mount(),
                place.role(),
                section.value("kind", GcpCredentialBinder::kind).orElse(GcpKind.AUTO),
                section.given("email", GcpCredentialBinder::email),
                scopes(section),
                place.name());
    }

    private static GcpKind kind(String text) {
        String label = NameText.oneOf(text, KINDS);
        return GcpKind.valueOf(label.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    private static String email(String text) {
        if (!EMAIL.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "is not the e-mail address of a service account; write it like app@project.iam.gserviceaccount.com");
        }
        return text;
    }

    private static List<String> scopes(Section section) {
        Set<String> scopes = new LinkedHashSet<>();
        for (Leaf leaf : section.leaves("scopes").orElse(List.of())) {
            Optional<String> scope = scope(String.valueOf(leaf.text()).strip());
            if (scope.isEmpty()) {
                section.itemError(
                        "scopes",
                        leaf,
                        "is not a scope; write it like cloud-platform or " + SCOPES
                                + "cloud-platform, and several as a list");
            } else if (!scopes.add(scope.get())) {
                section.itemError("scopes", leaf, "is listed twice");
            }
        }
        return List.copyOf(scopes);
    }

    /** In full. */
    private static Optional<String> scope(String text) {
        if (SHORT_SCOPE.matcher(text).matches() && !OPENID_SCOPES.contains(text)) {
            return Optional.of(SCOPES + text);
        }
        boolean isWhole =
                OPENID_SCOPES.contains(text) || FULL_SCOPE.matcher(text).matches();
        return isWhole ? Optional.of(text) : Optional.empty();
    }
}
