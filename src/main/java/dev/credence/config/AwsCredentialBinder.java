package dev.credence.config;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads what {@code credentials} hold for AWS. */
final class AwsCredentialBinder {
    /** What AWS STS takes: 900 seconds to 12 hours (AssumeRole, DurationSeconds). */
    static final Duration LEAST_TTL = Duration.ofMinutes(15);

    static final Duration MOST_TTL = Duration.ofHours(12);

    private static final Pattern ROLE_ARN = Pattern.compile("arn:aws[\\w-]*:iam::\\d{12}:role/.+");
    private static final String ANY_ROLE = "*";
    private static final Set<BackendKind> VAULT = EnumSet.of(BackendKind.VAULT);
    private static final Set<BackendKind> STS = EnumSet.of(BackendKind.STS);
    private static final Set<BackendKind> SESSIONS = EnumSet.of(BackendKind.VAULT, BackendKind.STS);
    private static final Set<BackendKind> NAMED = EnumSet.of(BackendKind.STS, BackendKind.IMS);

    /** Keys that mean something for these kinds of back ends only; elsewhere they would be overlooked in silence. */
    private static final Map<String, Set<BackendKind>> ONLY_FOR = new TreeMap<>(Map.ofEntries(
            Map.entry("mount", VAULT),
            Map.entry("role-arn", VAULT),
            Map.entry("ttl", SESSIONS),
            Map.entry("session-name", SESSIONS),
            Map.entry("default-role", NAMED),
            Map.entry("allowed-roles", NAMED),
            Map.entry("default-account", STS),
            Map.entry("external-id", STS),
            Map.entry("tags", STS),
            Map.entry("transitive-tags", STS),
            Map.entry("source-identity", STS),
            Map.entry("policy", STS),
            Map.entry("policy-arns", STS)));

    private AwsCredentialBinder() {}

    static CredentialConfig credential(Section section, CredentialPlace place) {
        place.kind().ifPresent(kind -> foreignKeys(section, kind));
        return new AwsCredentialConfig(
                place.name(),
                place.backend(),
                place.mount(),
                place.role(),
                section.given("role-arn", AwsCredentialBinder::arn),
                section.value("ttl", AwsCredentialBinder::ttl),
                section.given("session-name", AwsCredentialBinder::session),
                listed(section, place),
                AssumeRoleBinder.bind(section));
    }

    private static void foreignKeys(Section section, BackendKind kind) {
        ONLY_FOR.forEach((key, kinds) -> {
            if (!kinds.contains(kind) && section.isGiven(key)) {
                String owners = kinds.stream().map(BackendKind::label).collect(Collectors.joining(" and "));
                section.error(
                        key,
                        "is for back ends of type " + owners + ", and this credential is from one of type "
                                + kind.label() + "; remove it");
            }
        });
    }

    private static String arn(String text) {
        if (!ROLE_ARN.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "is not the ARN of a role; write it like arn:aws:iam::123456789012:role/app");
        }
        return text;
    }

    private static Duration ttl(String text) {
        Duration ttl = DurationText.parse(text);
        if (ttl.compareTo(LEAST_TTL) < 0 || ttl.compareTo(MOST_TTL) > 0) {
            throw new IllegalArgumentException("is not between 15m and 12h, which is what AWS takes");
        }
        if (ttl.toMillisPart() != 0) {
            throw new IllegalArgumentException("is not in whole seconds");
        }
        return ttl;
    }

    private static String session(String text) {
        CallerTemplate.parse(text);
        return text;
    }

    /** Empty text where it depends on the caller or on the back end. */
    private static String listed(Section section, CredentialPlace place) {
        String role = place.role();
        boolean isWritten = section.text("name").isPresent();
        if (isWritten && role.equals(ANY_ROLE)) {
            section.error("name", "is one name for every role that the back end lists; remove it");
        }
        if (isWritten || section.isBroken("name")) {
            return section.value("name", NameText::name).orElse("");
        }
        if (role.equals(ANY_ROLE) || CallerTemplate.isTemplate(role)) {
            return "";
        }
        boolean isOfIam = place.kind().filter(BackendKind.STS::equals).isPresent();
        String last = isOfIam && !role.isEmpty()
                ? section.value("role", RoleName::parse).map(RoleName::name).orElse("")
                : role.substring(role.lastIndexOf('/') + 1);
        if (!isOfIam && !role.isEmpty() && !NameText.isValid(last)) {
            section.error(
                    "role",
                    "does not end in a name that can be listed (up to 64 letters, digits and _ + = , . @ -);"
                            + " give one with name");
        }
        return last;
    }
}
