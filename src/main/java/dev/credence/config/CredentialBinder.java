package dev.credence.config;

import dev.credence.telemetry.Cloud;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code credentials}. */
final class CredentialBinder {
    /** What AWS STS takes: 900 seconds to 12 hours (AssumeRole, DurationSeconds). */
    static final Duration LEAST_TTL = Duration.ofMinutes(15);

    static final Duration MOST_TTL = Duration.ofHours(12);

    private static final String SMALLEST = "the smallest file is \"credentials: {app: {provider: aws, role: app}}\"; "
            + "to try without one, run serve --dev";
    private static final Pattern ROLE_ARN = Pattern.compile("arn:aws[\\w-]*:iam::\\d{12}:role/.+");
    private static final Pattern CALLER_REFERENCE = Pattern.compile("\\$\\{caller\\.([^}]*)}");
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cntrl}\\s]");

    private final Set<String> backends;
    private final Problems problems;

    /** Takes the names of the back ends. */
    CredentialBinder(Set<String> backends, Problems problems) {
        this.backends = backends;
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
        if (section.isBroken("provider")) {
            return Optional.empty();
        }
        section.required("provider", "write aws");
        Optional<Cloud> provider = section.value("provider", CredentialBinder::cloud);
        Optional<String> role = role(section);
        Optional<String> backend = backend(section);
        String mount = section.value("mount", CredentialBinder::mount)
                .or(() -> provider.map(Cloud::label))
                .orElse("");
        Optional<String> arn = section.value("role-arn", CredentialBinder::arn).filter(text -> !text.isEmpty());
        Optional<Duration> ttl = section.value("ttl", CredentialBinder::ttl);
        Optional<String> session =
                section.value("session-name", CredentialBinder::session).filter(text -> !text.isEmpty());
        String listed = role.map(text -> listed(section, text)).orElse("");
        if (provider.isEmpty() || role.isEmpty() || backend.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new AwsCredentialConfig(name, backend.get(), mount, role.get(), arn, ttl, session, listed));
    }

    private static Cloud cloud(String text) {
        return Cloud.ofLabel(NameText.oneOf(text, Set.of("aws"))).orElseThrow();
    }

    private Optional<String> role(Section section) {
        section.required("role", "name the role of the secrets engine");
        return section.value("role", text -> {
                    if (text.equals("*") || text.contains("${caller.")) {
                        throw new IllegalArgumentException(
                                "is " + ShapeCheck.NOT_AVAILABLE + "; name one role of the secrets engine");
                    }
                    if (UNPRINTABLE.matcher(text).find()) {
                        throw new IllegalArgumentException("holds white space or control characters");
                    }
                    return text;
                })
                .filter(text -> !text.isEmpty());
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

    private static String mount(String text) {
        String mount = BackendBinder.withoutSlashes(text);
        if (mount.isEmpty() || UNPRINTABLE.matcher(mount).find()) {
            throw new IllegalArgumentException("is not the path of a secrets engine; write it like aws or team/aws");
        }
        return mount;
    }

    private static String arn(String text) {
        if (!text.isEmpty() && !ROLE_ARN.matcher(text).matches()) {
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

    private String listed(Section section, String role) {
        if (section.text("name").isPresent() || section.isBroken("name")) {
            return section.value("name", NameText::name).orElse("");
        }
        String last = role.substring(role.lastIndexOf('/') + 1);
        if (!NameText.isValid(last)) {
            section.error(
                    "role",
                    "does not end in a name that can be listed (up to 64 letters, digits and _ + = , . @ -);"
                            + " give one with name");
        }
        return last;
    }
}
