package dev.credence.config;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what {@code credentials} hold for AWS. */
final class AwsCredentialBinder {
    /** What AWS STS takes: 900 seconds to 12 hours (AssumeRole, DurationSeconds). */
    static final Duration LEAST_TTL = Duration.ofMinutes(15);

    static final Duration MOST_TTL = Duration.ofHours(12);

    private static final Pattern ROLE_ARN = Pattern.compile("arn:aws[\\w-]*:iam::\\d{12}:role/.+");
    private static final Pattern CALLER_REFERENCE = Pattern.compile("\\$\\{caller\\.([^}]*)}");

    private AwsCredentialBinder() {}

    static CredentialConfig credential(Section section, CredentialPlace place) {
        return new AwsCredentialConfig(
                place.name(),
                place.backend(),
                place.mount(),
                place.role(),
                section.given("role-arn", AwsCredentialBinder::arn),
                section.value("ttl", AwsCredentialBinder::ttl),
                section.given("session-name", AwsCredentialBinder::session),
                listed(section, place.role()),
                AssumeRoleConfig.NONE);
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
        Matcher matcher = CALLER_REFERENCE.matcher(text);
        while (matcher.find()) {
            if (!matcher.group(1).equals("name")) {
                throw new IllegalArgumentException(
                        "holds " + matcher.group() + ", which is " + ShapeCheck.NOT_AVAILABLE + "; ${caller.name} is");
            }
        }
        return text;
    }

    private static String listed(Section section, String role) {
        if (section.text("name").isPresent() || section.isBroken("name")) {
            return section.value("name", NameText::name).orElse("");
        }
        String last = role.substring(role.lastIndexOf('/') + 1);
        if (!role.isEmpty() && !NameText.isValid(last)) {
            section.error(
                    "role",
                    "does not end in a name that can be listed (up to 64 letters, digits and _ + = , . @ -);"
                            + " give one with name");
        }
        return last;
    }
}
