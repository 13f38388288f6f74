package dev.credence.provider.aws;

import dev.credence.config.AwsCredentialConfig;
import dev.credence.config.BackendConfig;
import dev.credence.config.Configuration;
import dev.credence.config.ImsConfig;
import dev.credence.config.StsConfig;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.Outcome;
import dev.credence.credential.RoleListings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
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
    private final Optional<Supplier<Optional<List<String>>>> asksWith;
    private final @Nullable Offer fixed;

    /**
     * @param listings roles of metadata services, with the first of which the back end may ask
     * @param node names the sessions of credentials that do not say how; {@code credence-HOSTNAME} as a rule
     */
    ConfiguredRole(AwsCredentialConfig credential, Configuration configuration, RoleListings listings, String node) {
        this.credential = credential;
        this.backend = configuration.backends().get(credential.backend());
        this.rule = new RoleRule(credential, configuration);
        this.session = new SessionName(credential.sessionName(), node);
        this.shape = new SessionShape(credential);
        this.keys = new BaseKeys(configuration, listings, node);
        this.asksWith = keys.listing(credential.backend());
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

    /** Only what is fetched ahead is missed: what depends on callers, they are told. */
    @Override
    public Optional<Found.Refused> missing() {
        return fixed instanceof FollowingOffer && fixed.first() instanceof Found.Refused refused
                ? Optional.of(refused)
                : Optional.empty();
    }

    @Override
    public String backend() {
        return credential.backend();
    }

    private Offer workOut(CallerFacts caller) {
        RoleRule.Choice choice = rule.choose(caller);
        if (choice instanceof RoleRule.Choice.Chosen chosen) {
            return offer(caller, chosen);
        }
        if (choice instanceof RoleRule.Choice.Wrong wrong) {
            return single(wrong.name(), new Found.Refused(credential.name(), wrong.arn(), wrong.failure()));
        }
        return Offer.single(credential.name(), "", new Found.NoRole(credential.name()));
    }

    /** Also what is refused is listed, by whatever name, because only who asks for it is told why. */
    private Offer single(String role, Found found) {
        return Offer.single(credential.name(), listedAs(role), found);
    }

    private String listedAs(String role) {
        String name = credential.listedName().isEmpty() ? role : credential.listedName();
        return name.isEmpty() ? credential.name() : name;
    }

    private Offer offer(CallerFacts caller, RoleRule.Choice.Chosen role) {
        Map<String, String> parameters = new HashMap<>(role.parameters());
        Optional<Outcome.Failure> failure = describe(caller, parameters);
        if (failure.isPresent()) {
            return single(role.name(), new Found.Refused(credential.name(), role.arn(), failure.get()));
        }
        Function<String, CredentialKey> key =
                first -> keys.key(credential.name(), credential.backend(), parameters, first);
        return asksWith.<Offer>map(listing ->
                        new FollowingOffer(credential.name(), listedAs(role.name()), role.arn(), listing, key))
                .orElseGet(() -> single(role.name(), new Found.Role(credential.name(), key.apply(""))));
    }

    /** Adds what the caller gets to the key's parameters; why that cannot be, if it cannot. */
    private Optional<Outcome.Failure> describe(CallerFacts caller, Map<String, String> parameters) {
        if (backend instanceof ImsConfig) {
            return Optional.empty();
        }
        session.describe(caller, parameters);
        credential.ttl().ifPresent(ttl -> parameters.put(CredentialKey.TTL, Long.toString(ttl.toSeconds())));
        if (backend instanceof StsConfig) {
            return shape.describe(caller, parameters);
        }
        parameters.put(CredentialKey.MOUNT, credential.mount());
        credential.roleArn().ifPresent(arn -> parameters.put(CredentialKey.ROLE_ARN, arn));
        return Optional.empty();
    }
}
