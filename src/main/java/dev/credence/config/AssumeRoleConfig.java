package dev.credence.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a role is assumed with AWS STS, and which may be. Texts may hold {@code ${caller...}}.
 *
 * @param defaultRole for callers who name none
 * @param defaultAccount of roles that are named without one, 12 digits
 * @param allowedRoles patterns of ARNs, {@code *} for any text; empty for no restriction
 * @param tags of the session
 * @param transitiveTags keys of those that are passed on when the session assumes another role
 * @param policy of the session, as JSON
 * @param policyArns of managed policies that restrict the session
 * @see <a href="https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html">AssumeRole</a>
 */
public record AssumeRoleConfig(
        Optional<String> externalId,
        Optional<String> defaultRole,
        Optional<String> defaultAccount,
        List<String> allowedRoles,
        Map<String, String> tags,
        List<String> transitiveTags,
        Optional<String> sourceIdentity,
        Optional<String> policy,
        List<String> policyArns) {

    /** Nothing said. */
    public static final AssumeRoleConfig NONE = new AssumeRoleConfig(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Map.of(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            List.of());

    public AssumeRoleConfig {
        allowedRoles = List.copyOf(allowedRoles);
        tags = Map.copyOf(tags);
        transitiveTags = List.copyOf(transitiveTags);
        policyArns = List.copyOf(policyArns);
    }
}
