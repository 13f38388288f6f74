package dev.credence.provider.aws;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.credence.caller.Caller;
import dev.credence.config.AwsCredentialConfig;
import dev.credence.config.Configuration;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.CredentialState;
import dev.credence.credential.CredentialStatus;
import dev.credence.credential.RoleListings;
import dev.credence.provider.Entitlements;
import dev.credence.telemetry.Cloud;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which roles each caller has. Where a rule makes no difference between callers that is worked out once; otherwise once
 * for each caller, who is kept with its connection or with the inventory that knows it. Any thread.
 */
final class AwsRoles {
    private static final Logger LOG = LoggerFactory.getLogger(AwsRoles.class);
    /** Callers that are remembered; of more, some are worked out anew at each request, which takes microseconds. */
    private static final int REMEMBERED = 10_000;
    /** The part of the table that is left to what callers bring: what is fetched ahead never makes room. */
    private static final int LEFT = 10;

    private final Entitlements<RoleGrant> entitlements;
    private final List<Optional<CallerRoles>> sameForAll = new ArrayList<>();
    private final CallerRoles nothing;
    private final Set<String> names = new HashSet<>();
    private final boolean listAll;
    private final Instant modified;
    private final int mostAhead;
    /** By identity, and only as long as somebody else keeps the caller. */
    private final Cache<Caller, CallerRoles> byCaller = Caffeine.newBuilder()
            .weakKeys()
            .maximumSize(REMEMBERED)
            .executor(Runnable::run)
            .build();

    private final Function<Caller, CallerRoles> maker;

    /**
     * @param node names the sessions of this node
     * @param modified shown as the time of last change
     */
    AwsRoles(Configuration configuration, RoleListings listings, String node, Instant modified) {
        this.maker = this::workOut;
        this.listAll = configuration.aws().listAll();
        this.modified = modified;
        this.nothing = new CallerRoles(List.of(), listAll, modified);
        this.mostAhead = configuration.limits().keys() - configuration.limits().keys() / LEFT;
        this.entitlements = Entitlements.of(
                configuration,
                AwsCredentialConfig.class,
                credential -> credential.isEveryRole()
                        ? new ListedRoles(credential, listings)
                        : new ConfiguredRole(credential, configuration, listings, node));
        for (RoleGrant grant : entitlements.all()) {
            names.add(grant.credential());
            names.add(grant.listedName());
        }
        names.remove("");
        for (List<RoleGrant> grants : entitlements.byRule()) {
            boolean isSame = grants.stream().allMatch(RoleGrant::isSameForAll);
            sameForAll.add(isSame ? Optional.of(roles(grants, CallerFacts.NOBODY)) : Optional.empty());
        }
    }

    /** What the caller has. */
    CallerRoles of(Caller caller) {
        if (!caller.isKnown()) {
            return nothing;
        }
        Optional<CallerRoles> shared = sameForAll.get(caller.rule());
        return shared.isPresent() ? shared.get() : byCaller.get(caller, maker);
    }

    private CallerRoles workOut(Caller caller) {
        return roles(entitlements.of(caller), CallerFacts.of(caller));
    }

    private CallerRoles roles(List<RoleGrant> grants, CallerFacts caller) {
        return new CallerRoles(grants.stream().map(grant -> grant.offer(caller)).toList(), listAll, modified);
    }

    /** True if the rule of the caller grants anything, whether it names a role or not. */
    boolean serves(Caller caller) {
        return !entitlements.of(caller).isEmpty();
    }

    /** True if the configuration has a credential of that name at all. */
    boolean exists(String name) {
        return names.contains(name);
    }

    /** The keys that can be fetched before anyone asks, as far as they are known now and have room. */
    Set<CredentialKey> prefetchable() {
        Set<CredentialKey> keys = new LinkedHashSet<>();
        // What is configured one by one goes before what a back end lists.
        entitlements
                .granted()
                .filter(grant -> !(grant instanceof ListedRoles))
                .forEach(grant -> keys.addAll(grant.prefetchable()));
        entitlements.granted().filter(ListedRoles.class::isInstance).forEach(grant -> addWhatHasRoom(keys, grant));
        return keys;
    }

    private void addWhatHasRoom(Set<CredentialKey> keys, RoleGrant grant) {
        Set<CredentialKey> listed = grant.prefetchable();
        int room = Math.max(0, mostAhead - keys.size());
        if (listed.size() > room) {
            LOG.atWarn()
                    .addKeyValue("credential", grant.credential())
                    .addKeyValue("roles", listed.size())
                    .addKeyValue("fetched_ahead", room)
                    .log(
                            "the back end lists more roles than limits.keys has room for; the rest is fetched when asked for");
        }
        listed.stream().limit(room).forEach(keys::add);
    }

    /** Credentials that wait for a back end to tell its roles, or for it to have one. */
    List<CredentialStatus> awaited() {
        return entitlements
                .granted()
                .flatMap(grant -> grant.missing().map(why -> status(grant, why)).stream())
                .toList();
    }

    private static CredentialStatus status(RoleGrant grant, Found.Refused why) {
        return new CredentialStatus(
                0,
                grant.credential(),
                Optional.empty(),
                Optional.empty(),
                Cloud.AWS,
                grant.backend(),
                why.failure().equals(Found.NOT_TOLD) ? CredentialState.PENDING : CredentialState.FAILING,
                true,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(why.failure().code() + ": " + why.failure().message()));
    }
}
