package dev.credence.config;

import dev.credence.config.ConfigNode.Leaf;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Reads how a role is assumed with AWS STS, and which may be. */
final class AssumeRoleBinder {
    private static final Pattern ACCOUNT = Pattern.compile("\\d{12}");
    private static final Pattern POLICY_ARN = Pattern.compile("arn:aws[\\w-]*:iam::(?:\\d{12}|aws):policy/[!-~]+");
    private static final String FIXED = "; it is the same for all callers";

    private AssumeRoleBinder() {}

    static AssumeRoleConfig bind(Section section) {
        Map<String, String> tags = tags(section);
        return new AssumeRoleConfig(
                section.given(
                        "external-id",
                        text -> template(
                                text,
                                SessionRules::isExternalId,
                                "is not an external id, which has 2 to 1224 letters, digits and _ + = , . @ : / -")),
                section.given("default-role", AssumeRoleBinder::fixed),
                section.given("default-account", AssumeRoleBinder::account),
                items(section, "allowed-roles", AssumeRoleBinder::fixed),
                tags,
                transitive(section, tags.keySet()),
                section.given(
                        "source-identity",
                        text -> template(
                                text,
                                SessionRules::isSourceIdentity,
                                "is not a source identity, which has 2 to 64 letters, digits and _ + = , . @ -")),
                section.given("policy", AssumeRoleBinder::policy),
                policyArns(section));
    }

    /** A text that may refer to the caller; one that does not is checked here and now. */
    private static String template(String text, Predicate<String> isRight, String otherwise) {
        if (CallerTemplate.parse(text).isFixed() && !isRight.test(text)) {
            throw new IllegalArgumentException(otherwise);
        }
        return text;
    }

    private static String fixed(String text) {
        if (CallerTemplate.isTemplate(text)) {
            throw new IllegalArgumentException("refers to the caller" + FIXED);
        }
        return NameText.oneWord(text);
    }

    private static String account(String text) {
        if (!ACCOUNT.matcher(text).matches()) {
            throw new IllegalArgumentException("is not an account; write its 12 digits");
        }
        return text;
    }

    private static Map<String, String> tags(Section section) {
        Section written = section.section("tags");
        Map<String, String> tags = section.map("tags");
        Set<String> seen = new HashSet<>();
        tags.forEach((key, value) -> {
            if (!SessionRules.isTagKey(key)) {
                written.nameError(
                        key,
                        "a key of a tag has up to 128 letters, digits, spaces and _ . : / = + - @, and does not begin"
                                + " with aws:");
            } else if (!seen.add(key.toLowerCase(Locale.ROOT))) {
                written.nameError(key, "is written twice: AWS does not tell upper from lower case in keys of tags");
            }
            written.value(
                    key,
                    text -> template(
                            text,
                            SessionRules::isTagValue,
                            "is not the value of a tag, which has up to 256 letters, digits, spaces and"
                                    + " _ . : / = + - @"));
        });
        if (tags.size() > SessionRules.MOST_TAGS) {
            section.error("tags", "are " + tags.size() + "; AWS takes " + SessionRules.MOST_TAGS);
        }
        return tags;
    }

    private static List<String> transitive(Section section, Set<String> tags) {
        return items(section, "transitive-tags", key -> {
            if (!tags.contains(key)) {
                throw new IllegalArgumentException(
                        "is not among the tags" + Suggestion.didYouMean(key, tags) + "; write it there too");
            }
            return key;
        });
    }

    private static String policy(String text) {
        if (CallerTemplate.isTemplate(text)) {
            throw new IllegalArgumentException("refers to the caller" + FIXED
                    + ", and what differs goes into tags, which policies see as ${aws:PrincipalTag/...}");
        }
        try {
            new JsonObject(text);
        } catch (DecodeException | ClassCastException notAnObject) {
            throw new IllegalArgumentException(
                    "is not a policy; write it as a JSON object, or name its file with ${file:...}", notAnObject);
        }
        if (text.length() > SessionRules.LONGEST_POLICY) {
            throw new IllegalArgumentException(
                    "has " + text.length() + " characters; AWS takes " + SessionRules.LONGEST_POLICY);
        }
        return text;
    }

    private static List<String> policyArns(Section section) {
        List<String> arns = items(section, "policy-arns", text -> {
            if (!POLICY_ARN.matcher(text).matches()) {
                throw new IllegalArgumentException(
                        "is not the ARN of a policy; write it like arn:aws:iam::aws:policy/ReadOnlyAccess");
            }
            return text;
        });
        if (arns.size() > SessionRules.MOST_POLICY_ARNS) {
            section.error("policy-arns", "are " + arns.size() + "; AWS takes " + SessionRules.MOST_POLICY_ARNS);
        }
        return arns;
    }

    /** Those that could be read, each once. */
    private static List<String> items(Section section, String key, Function<String, String> parser) {
        List<String> read = new ArrayList<>();
        for (Leaf leaf : section.leaves(key).orElse(List.of())) {
            String text = Optional.ofNullable(leaf.text()).orElse("").strip();
            try {
                String item = parser.apply(text);
                if (!item.isEmpty() && !read.contains(item)) {
                    read.add(item);
                }
            } catch (IllegalArgumentException wrong) {
                section.itemError(key, leaf, String.valueOf(wrong.getMessage()));
            }
        }
        return read;
    }
}
