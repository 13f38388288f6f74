package dev.credence.provider.aws;

import dev.credence.credential.CredentialKey;
import dev.credence.credential.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One role that is assumed with whichever role a metadata service lists first: its name stays, its key follows the list.
 * Any thread, no lock: two that find another first role at once make the same of it.
 */
final class FollowingOffer implements Offer {
    private final String credential;
    private final List<String> names;
    private final String role;
    private final Supplier<Optional<List<String>>> listing;
    private final Function<String, CredentialKey> keys;
    private volatile @Nullable Made made;

    /** What was made of a first role. */
    private record Made(String base, Found.Role found) {}

    /**
     * @param name as a metadata service lists it; empty text for none
     * @param role for people
     * @param listing of the roles to ask with; empty before it was told
     * @param keys for the role to ask with
     */
    FollowingOffer(
            String credential,
            String name,
            String role,
            Supplier<Optional<List<String>>> listing,
            Function<String, CredentialKey> keys) {
        this.credential = credential;
        this.names = name.isEmpty() ? List.of() : List.of(name);
        this.role = role;
        this.listing = listing;
        this.keys = keys;
    }

    @Override
    public String credential() {
        return credential;
    }

    @Override
    public Found first() {
        List<String> told = listing.get().orElse(null);
        if (told == null) {
            return refused(Found.NOT_TOLD);
        }
        if (told.isEmpty()) {
            return refused(Found.NONE_LISTED);
        }
        String base = told.get(0);
        Made known = made;
        if (known == null || !known.base().equals(base)) {
            known = new Made(base, new Found.Role(credential, keys.apply(base)));
            made = known;
        }
        return known.found();
    }

    @Override
    public @Nullable Found find(String name) {
        return !names.isEmpty() && names.get(0).equals(name) ? first() : null;
    }

    @Override
    public List<String> names() {
        return names;
    }

    private Found refused(Outcome.Failure failure) {
        return new Found.Refused(credential, role, failure);
    }
}
