package dev.credence.config;

import dev.credence.telemetry.Cloud;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads {@code credentials}: what all clouds have in common, and that each key stands where it means something. */
final class CredentialBinder {
    private static final String SMALLEST = "the smallest file is \"credentials: {app: {provider: aws, role: app}}\"; "
            + "to try without one, run serve --dev";

    private static final Set<String> CLOUDS =
            Stream.of(Cloud.values()).map(Cloud::label).collect(Collectors.toUnmodifiableSet());
    private static final List<Cloud> AWS = List.of(Cloud.AWS);
    private static final List<Cloud> GCP = List.of(Cloud.GCP);
    private static final List<Cloud> AZURE = List.of(Cloud.AZURE);

    /** Keys that mean something for these clouds only; elsewhere they would be overlooked in silence. */
    private static final Map<String, List<Cloud>> ONLY_FOR = new TreeMap<>(Map.ofEntries(
            Map.entry("role-arn", AWS),
            Map.entry("session-name", AWS),
            Map.entry("name", AWS),
            Map.entry("external-id", AWS),
            Map.entry("default-role", AWS),
            Map.entry("default-account", AWS),
            Map.entry("allowed-roles", AWS),
            Map.entry("tags", AWS),
            Map.entry("transitive-tags", AWS),
            Map.entry("source-identity", AWS),
            Map.entry("policy", AWS),
            Map.entry("policy-arns", AWS),
            Map.entry("kind", List.of(Cloud.GCP, Cloud.AZURE)),
            Map.entry("email", GCP),
            Map.entry("scopes", GCP),
            Map.entry("tenant-id", AZURE),
            Map.entry("authority-host", AZURE),
            Map.entry("client-id", AZURE),
            Map.entry("object-id", AZURE),
            Map.entry("resource-id", AZURE)));

    private final BackendKinds kinds;
    private final Set<String> backends;
    private final AzureCredentialBinder azure;
    private final Problems problems;

    CredentialBinder(BackendKinds kinds, AzureEnvironment environment, Problems problems) {
        this.kinds = kinds;
        this.backends = kinds.names();
        this.azure = new AzureCredentialBinder(environment);
        this.problems = problems;
    }

    /** Those that could be read, by name. */
    Map<String, CredentialConfig> bind(Section root) {
        Section parent = root.section("credentials");
        if (parent.branch().children().isEmpty() && !root.isBroken("credentials")) {
            problems.error(root.path("credentials"), Origin.DEFAULT, "there are none; " + SMALLEST);
        }
        Map<String, CredentialConfig> credentials = new LinkedHashMap<>();
        Map<String, Section> written = root.named("credentials");
        NameText.check(parent, written.keySet(), problems);
        written.forEach((name, section) ->
                credential(name, section).ifPresent(credential -> credentials.put(name, credential)));
        return Collections.unmodifiableMap(credentials);
    }

    private Optional<CredentialConfig> credential(String name, Section section) {
        section.required("provider", "write aws, gcp or azure");
        Optional<Cloud> provider = section.given("provider", CredentialBinder::cloud);
        String label = provider.map(Cloud::label).orElse("aws");
        String mount = section.value("mount", text -> mount(text, label)).orElse(label);
        String backend = backend(section).orElse("");
        Optional<BackendKind> kind = kinds.of(backend);
        CredentialPlace place = new CredentialPlace(
                name, backend, kind, mount, role(section, provider, kind).orElse(""));
        return provider.map(cloud -> {
                    foreignKeys(section, cloud);
                    foreignBackend(section, cloud, kind);
                    return of(cloud, section, place);
                })
                .filter(credential -> place.isComplete());
    }

    private CredentialConfig of(Cloud cloud, Section section, CredentialPlace place) {
        return switch (cloud) {
            case AWS -> AwsCredentialBinder.credential(section, place);
            case GCP -> GcpCredentialBinder.credential(section, place);
            case AZURE -> azure.credential(section, place);
        };
    }

    private static Cloud cloud(String text) {
        return Cloud.ofLabel(NameText.oneOf(text, CLOUDS)).orElseThrow();
    }

    private static void foreignKeys(Section section, Cloud cloud) {
        ONLY_FOR.forEach((key, clouds) -> {
            if (!clouds.contains(cloud) && section.isGiven(key)) {
                String owners = clouds.stream().map(Cloud::label).collect(Collectors.joining(" and "));
                section.error(
                        key, "is for " + owners + ", and this credential is for " + cloud.label() + "; remove it");
            }
        });
        if (cloud != Cloud.AWS && section.isGiven("ttl")) {
            section.error(
                    "ttl",
                    "cannot be asked for with " + cloud.label() + ", where the role in Vault decides; set it there and"
                            + " remove it here");
        }
    }

    private static void foreignBackend(Section section, Cloud cloud, Optional<BackendKind> kind) {
        kind.filter(known -> cloud != Cloud.AWS && known != BackendKind.VAULT)
                .ifPresent(known -> section.error(
                        "backend",
                        "is of type " + known.label() + ", which has credentials for aws only; name one of type "
                                + BackendKind.VAULT.label()));
    }

    /** The kind is empty if nobody knows it, which was reported. */
    private static Optional<String> role(Section section, Optional<Cloud> cloud, Optional<BackendKind> kind) {
        section.required("role", "name the role of the secrets engine");
        boolean isOfAws = cloud.map(Cloud.AWS::equals).orElse(true);
        BackendKind known = kind.orElse(BackendKind.IMS);
        return section.given("role", text -> {
            if (text.equals("*") && !(isOfAws && known == BackendKind.IMS)) {
                throw new IllegalArgumentException(
                        "is for aws and back ends of type ims, which list their roles; name one role of the secrets"
                                + " engine");
            }
            if (CallerTemplate.isTemplate(text)) {
                if (!isOfAws || known == BackendKind.VAULT) {
                    throw new IllegalArgumentException("lets callers choose, which is for aws and back ends of type"
                            + " sts and ims; name one role of the secrets engine");
                }
                CallerTemplate.parse(text);
            }
            return NameText.oneWord(text);
        });
    }

    /** The one written, else {@code vault}, else the only one there is. */
    private Optional<String> backend(Section section) {
        if (section.isBroken("backend")) {
            return Optional.empty();
        }
        Optional<String> written = section.text("backend");
        if (written.isPresent()) {
            if (!backends.contains(written.get())) {
                section.error(
                        "backend",
                        "is not a back end; there are " + String.join(", ", backends)
                                + Suggestion.didYouMean(written.get(), backends));
            }
            return written;
        }
        if (backends.contains(BackendBinder.DEFAULT_NAME)) {
            return Optional.of(BackendBinder.DEFAULT_NAME);
        }
        if (backends.size() == 1) {
            return backends.stream().findFirst();
        }
        section.required("backend", "there are several back ends: name one of " + String.join(", ", backends));
        return Optional.empty();
    }

    static String mount(String text, String example) {
        String mount = BackendBinder.withoutSlashes(text);
        if (mount.isEmpty() || !NameText.isOneWord(mount)) {
            throw new IllegalArgumentException(
                    "is not the path of a secrets engine; write it like " + example + " or team/" + example);
        }
        return mount;
    }
}
