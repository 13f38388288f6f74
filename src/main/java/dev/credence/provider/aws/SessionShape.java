package dev.credence.provider.aws;

import dev.credence.config.AssumeRoleConfig;
import dev.credence.config.AwsCredentialConfig;
import dev.credence.config.CallerTemplate;
import dev.credence.config.SessionRules;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.Outcome;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What shapes a session besides its role and its name: external id, tags, source identity, policies. What a caller lacks
 * is left out, for the role's trust policy to judge; what AWS would not take is refused here. Immutable.
 */
final class SessionShape {
    private static final Outcome.Failure EXTERNAL_ID =
            wrong("role.external_id", "what this caller brings as external id is none");
    private static final Outcome.Failure SOURCE_IDENTITY =
            wrong("role.source_identity", "what this caller brings as source identity is none");
    private static final Outcome.Failure TAG = wrong("role.tag", "what this caller brings as a tag's value is none");

    private final Optional<CallerTemplate> externalId;
    private final Optional<CallerTemplate> sourceIdentity;
    private final NavigableMap<String, CallerTemplate> tags = new TreeMap<>();
    private final AssumeRoleConfig config;

    SessionShape(AwsCredentialConfig credential) {
        this.config = credential.assumeRole();
        this.externalId = config.externalId().map(CallerTemplate::parse);
        this.sourceIdentity = config.sourceIdentity().map(CallerTemplate::parse);
        config.tags().forEach((key, value) -> tags.put(key, CallerTemplate.parse(value)));
    }

    boolean isFixed() {
        return Stream.of(externalId.stream(), sourceIdentity.stream(), tags.values().stream())
                .flatMap(each -> each)
                .allMatch(CallerTemplate::isFixed);
    }

    /** Adds what the caller gets to the key's parameters; why that cannot be, if it cannot. */
    Optional<Outcome.Failure> describe(CallerFacts caller, Map<String, String> parameters) {
        Optional<String> external = externalId.flatMap(caller::fill);
        if (isWrong(external, SessionRules::isExternalId)) {
            return Optional.of(EXTERNAL_ID);
        }
        Optional<String> source = sourceIdentity.flatMap(caller::fill);
        if (isWrong(source, SessionRules::isSourceIdentity)) {
            return Optional.of(SOURCE_IDENTITY);
        }
        NavigableMap<String, Object> filled = filled(caller);
        if (!filled.values().stream().allMatch(value -> SessionRules.isTagValue((String) value))) {
            return Optional.of(TAG);
        }
        external.ifPresent(id -> parameters.put(CredentialKey.EXTERNAL_ID, id));
        source.ifPresent(identity -> parameters.put(CredentialKey.SOURCE_IDENTITY, identity));
        config.policy().ifPresent(policy -> parameters.put(CredentialKey.POLICY, policy));
        put(parameters, CredentialKey.POLICY_ARNS, config.policyArns());
        if (!filled.isEmpty()) {
            parameters.put(CredentialKey.TAGS, new JsonObject(filled).encode());
        }
        // Only a tag that the session has can be passed on.
        put(
                parameters,
                CredentialKey.TRANSITIVE_TAGS,
                config.transitiveTags().stream().filter(filled::containsKey).toList());
        return Optional.empty();
    }

    /** A value that is written empty is one; a value that the caller lacks is not. */
    private NavigableMap<String, Object> filled(CallerFacts caller) {
        NavigableMap<String, Object> filled = new TreeMap<>();
        tags.forEach((key, template) -> {
            Optional<String> value =
                    template.isFixed() ? Optional.of(caller.fillWhatIsThere(template)) : caller.fill(template);
            value.ifPresent(text -> filled.put(key, text));
        });
        return filled;
    }

    private static boolean isWrong(Optional<String> text, Predicate<String> isRight) {
        return text.isPresent() && !isRight.test(text.get());
    }

    private static void put(Map<String, String> parameters, String parameter, Collection<String> texts) {
        if (!texts.isEmpty()) {
            JsonArray sorted = new JsonArray();
            new TreeSet<>(texts).forEach(sorted::add);
            parameters.put(parameter, sorted.encode());
        }
    }

    private static Outcome.Failure wrong(String code, String message) {
        return new Outcome.Denied(code, message);
    }
}
