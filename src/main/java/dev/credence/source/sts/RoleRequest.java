package dev.credence.source.sts;

import dev.credence.credential.CredentialKey;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A role to be assumed, with all that a key says about it.
 *
 * @param arn of the role
 * @param seconds the life asked for; what STS gives if there is none
 * @param tags in the order of their keys
 * @see <a href="https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html">AssumeRole</a>
 */
record RoleRequest(
        String arn,
        String sessionName,
        OptionalInt seconds,
        Optional<String> externalId,
        Map<String, String> tags,
        List<String> transitiveTags,
        Optional<String> sourceIdentity,
        Optional<String> policy,
        List<String> policyArns) {

    private static final String USUAL_NAME = "credence";

    /**
     * What that key asks for.
     *
     * @param arn of the role, which the key itself may not have
     * @return empty if the key is none of this source's
     */
    static Optional<RoleRequest> of(CredentialKey key, String arn) {
        Map<String, String> parameters = key.parameters();
        try {
            String seconds = parameters.get(CredentialKey.TTL);
            return Optional.of(new RoleRequest(
                    arn,
                    parameters.getOrDefault(CredentialKey.SESSION_NAME, USUAL_NAME),
                    seconds == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(seconds)),
                    Optional.ofNullable(parameters.get(CredentialKey.EXTERNAL_ID)),
                    map(parameters.get(CredentialKey.TAGS)),
                    list(parameters.get(CredentialKey.TRANSITIVE_TAGS)),
                    Optional.ofNullable(parameters.get(CredentialKey.SOURCE_IDENTITY)),
                    Optional.ofNullable(parameters.get(CredentialKey.POLICY)),
                    list(parameters.get(CredentialKey.POLICY_ARNS))));
        } catch (DecodeException | IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    /** The same for another life. */
    RoleRequest lasting(OptionalInt seconds) {
        return new RoleRequest(
                arn, sessionName, seconds, externalId, tags, transitiveTags, sourceIdentity, policy, policyArns);
    }

    /** The same, if that is no longer than allowed. */
    RoleRequest atMost(int most) {
        return seconds.orElse(0) > most ? lasting(OptionalInt.of(most)) : this;
    }

    private static Map<String, String> map(@Nullable String json) {
        Map<String, String> map = new LinkedHashMap<>();
        if (json != null) {
            new JsonObject(json).forEach(entry -> map.put(entry.getKey(), text(entry.getValue())));
        }
        return map;
    }

    private static List<String> list(@Nullable String json) {
        return json == null
                ? List.of()
                : new JsonArray(json).stream().map(RoleRequest::text).toList();
    }

    private static String text(@Nullable Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("not a text");
    }
}
