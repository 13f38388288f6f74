package dev.credence.provider.aws;

import dev.credence.config.AwsCredentialConfig;
import dev.credence.config.BackendConfig;
import dev.credence.config.Configuration;
import dev.credence.config.ImsConfig;
import dev.credence.config.StsConfig;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.Outcome;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A credential for one role: the same for all callers, unless its role or something that shapes the session refers to
 * them. Everything that shapes it is in the key, so callers share it exactly when they would have been issued the same.
 * Immutable; any thread.
 */
final class ConfiguredRole implements RoleGrant {
    private final AwsCredentialConfig credential;
    private final @Nullable BackendConfig backend;
    private final RoleRule rule;
    private final SessionName session;
    private final SessionShape shape;
    private final BaseKeys keys;
    private final @Nullable Offer fixed;

    /**
     * @param node names the sessions of credentials that do not say how; {@code credence-HOSTNAME} as a rule
     */
    ConfiguredRole(AwsCredentialConfig credential, Configuration configuration, String node) {
        this.credential = credential;
        this.backend = configuration.backends().get(credential.backend());
        this.rule = new RoleRule(credential, configuration);
        this.session = new SessionName(credential.sessionName(), node);
        this.shape = new SessionShape(credential);
        this.keys = new BaseKeys(configuration, node);
        this.fixed = rule.isFixed() && session.isFixed() && shape.isFixed() ? workOut(CallerFacts.NOBODY) : null;
    }

    @Override
    public String credential() {
        return credential.name();
    }

    @Override
    public String listedName() {
        return credential.listedName();
    }

    @Override
    public Offer offer(CallerFacts caller) {
        return fixed != null ? fixed : workOut(caller);
    }

    @Override
    public boolean isSameForAll() {
        return fixed != null;
    }

    @Override
    public Set<CredentialKey> prefetchable() {
        return fixed != null && fixed.first() instanceof Found.Role role ? Set.of(role.key()) : Set.of();
    }

    private Offer workOut(CallerFacts caller) {
        RoleRule.Choice choice = rule.choose(caller);
        if (choice instanceof RoleRule.Choice.Chosen chosen) {
            return single(chosen.name(), found(caller, chosen));
        }
        if (choice instanceof RoleRule.Choice.Wrong wrong) {
            return single(wrong.name(), new Found.Refused(credential.name(), wrong.arn(), wrong.failure()));
        }
        return Offer.single(credential.name(), "", new Found.NoRole(credential.name()));
    }

    /** Also what is refused is listed, by whatever name, because only who asks for it is told why. */
    private Offer single(String role, Found found) {
        String name = credential.listedName().isEmpty() ? role : credential.listedName();
        return Offer.single(credential.name(), name.isEmpty() ? credential.name() : name, found);
    }

    private Found found(CallerFacts caller, RoleRule.Choice.Chosen role) {
        Map<String, String> parameters = new HashMap<>(role.parameters());
        if (backend instanceof ImsConfig) {
            return new Found.Role(credential.name(), key(parameters));
        }
        session.describe(caller, parameters);
        credential.ttl().ifPresent(ttl -> parameters.put(CredentialKey.TTL, Long.toString(ttl.toSeconds())));
        if (backend instanceof StsConfig) {
            Optional<Outcome.Failure> failure = shape.describe(caller, parameters);
            if (failure.isPresent()) {
                return new Found.Refused(credential.name(), role.arn(), failure.get());
            }
        } else {
            parameters.put(CredentialKey.MOUNT, credential.mount());
            credential.roleArn().ifPresent(arn -> parameters.put(CredentialKey.ROLE_ARN, arn));
        }
        return new Found.Role(credential.name(), key(parameters));
    }

    private CredentialKey key(Map<String, String> parameters) {
        return keys.key(credential.name(), credential.backend(), parameters);
    }
}
