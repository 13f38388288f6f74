package dev.credence.provider.aws;

import dev.credence.config.AwsCredentialConfig;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.RoleListings;
import dev.credence.telemetry.Cloud;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A credential for every role that its back end lists, the same for all callers; it follows the listing. Any thread, no
 * lock: two that find a new listing at once make the same of it.
 */
final class ListedRoles implements RoleGrant, Offer {
    private final AwsCredentialConfig credential;
    private final RoleListings listings;
    private volatile @Nullable Roles roles;

    /**
     * What was made of a listing.
     *
     * @param told as the back end told it: the very list
     * @param names those that can be listed here
     */
    private record Roles(List<String> told, List<String> names, Map<String, Found.Role> byName) {}

    ListedRoles(AwsCredentialConfig credential, RoleListings listings) {
        this.credential = credential;
        this.listings = listings;
    }

    @Override
    public String credential() {
        return credential.name();
    }

    @Override
    public String listedName() {
        return "";
    }

    @Override
    public Offer offer(CallerFacts caller) {
        return this;
    }

    @Override
    public boolean isSameForAll() {
        return true;
    }

    @Override
    public Set<CredentialKey> prefetchable() {
        Roles now = now();
        return now == null
                ? Set.of()
                : now.byName().values().stream()
                        .map(Found.Role::key)
                        .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    @Override
    public Found first() {
        Roles now = now();
        if (now == null) {
            return new Found.Refused(credential.name(), "", Found.NOT_TOLD);
        }
        Iterator<Found.Role> all = now.byName().values().iterator();
        return all.hasNext() ? all.next() : new Found.NoRole(credential.name());
    }

    @Override
    public @Nullable Found find(String name) {
        Roles now = now();
        return now == null ? null : now.byName().get(name);
    }

    @Override
    public List<String> names() {
        Roles now = now();
        return now == null ? List.of() : now.names();
    }

    @Override
    public boolean isAwaited() {
        return now() == null;
    }

    @Override
    public Object state() {
        Roles now = now();
        return now == null ? STEADY : now;
    }

    @Override
    public Optional<Found.Refused> missing() {
        return first() instanceof Found.Refused refused ? Optional.of(refused) : Optional.empty();
    }

    @Override
    public String backend() {
        return credential.backend();
    }

    /** Looks at each request whether the back end has told something new; null as long as it has told nothing. */
    private @Nullable Roles now() {
        Roles known = roles;
        List<String> told = listings.of(credential.backend()).orElse(null);
        if (told == null || (known != null && isVery(told, known.told()))) {
            return known;
        }
        Roles made = known != null && known.told().equals(told)
                ? new Roles(told, known.names(), known.byName())
                : roles(told);
        roles = made;
        return made;
    }

    /** Compared by identity, because ten thousand names would be compared at each request. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean isVery(List<String> one, List<String> other) {
        return one == other;
    }

    private Roles roles(List<String> told) {
        Map<String, Found.Role> byName = new LinkedHashMap<>();
        told.stream().filter(RoleRule::isListable).forEach(role -> byName.put(role, role(role)));
        return new Roles(told, List.copyOf(byName.keySet()), byName);
    }

    private Found.Role role(String role) {
        return new Found.Role(
                credential.name(),
                new CredentialKey(
                        Cloud.AWS, credential.name(), credential.backend(), Map.of(CredentialKey.ROLE, role)));
    }
}
