package dev.credence.provider.aws;

import dev.credence.provider.Document;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one caller has, or every caller of a rule that makes no difference between them: found by name without asking
 * anyone, listed in a document that is rendered once for each state of the names. Any thread, no lock.
 */
final class CallerRoles {
    private final List<Offer> offers;
    private final boolean listAll;
    private final Instant modified;
    private volatile @Nullable Listing listing;

    /** A listing and the states of the offers that it was made from. */
    private record Listing(Document document, List<Object> states) {
        @SuppressWarnings("ReferenceEquality")
        boolean isOf(List<Offer> offers) {
            for (int i = 0; i < states.size(); i++) {
                if (states.get(i) != offers.get(i).state()) {
                    return false;
                }
            }
            return true;
        }
    }

    /**
     * @param offers in the order of the rule
     * @param listAll all names, or the first only: some SDKs take the whole listing for one name
     * @param modified shown as the time of last change
     */
    CallerRoles(List<Offer> offers, boolean listAll, Instant modified) {
        this.offers = List.copyOf(offers);
        this.listAll = listAll;
        this.modified = modified;
    }

    /** True if the caller has one, or may have one once it is known. */
    boolean hasRole() {
        return firstName() != null || isAwaited();
    }

    /** The name that stands for the caller where there is room for one; null if it has none. */
    @Nullable
    String firstName() {
        for (Offer offer : offers) {
            List<String> names = offer.names();
            if (!names.isEmpty() || offer.isAwaited()) {
                return names.isEmpty() ? null : names.get(0);
            }
        }
        return null;
    }

    /** True if the names are not known yet. */
    boolean isAwaited() {
        for (Offer offer : offers) {
            if (offer.isAwaited()) {
                return true;
            }
            if (!listAll && !offer.names().isEmpty()) {
                return false;
            }
        }
        return false;
    }

    /** The document that lists the names; null if there are none. */
    @Nullable
    Document listing() {
        Listing known = listing;
        if (known == null || !known.isOf(offers)) {
            // The states first: a change meanwhile makes the next request render anew.
            List<Object> states = offers.stream().map(Offer::state).toList();
            known = new Listing(ImdsAnswers.text(names(), modified), states);
            listing = known;
        }
        return known.document().body().length() == 0 ? null : known.document();
    }

    private String names() {
        Set<String> names = new LinkedHashSet<>();
        for (Offer offer : offers) {
            names.addAll(offer.names());
        }
        return listAll ? String.join("\n", names) : names.stream().findFirst().orElse("");
    }

    /** The role that is listed by that name; null if there is none. */
    @Nullable
    Found find(String name) {
        boolean isAwaited = false;
        for (int i = 0; i < offers.size(); i++) {
            Offer offer = offers.get(i);
            Found found = offer.find(name);
            if (found != null) {
                return found;
            }
            isAwaited |= offer.isAwaited();
        }
        return isAwaited ? new Found.Refused("", "", Found.NOT_TOLD) : null;
    }

    /** The role of that credential, by its name in the configuration or else by the listed name; null for none. */
    @Nullable
    Found named(String name) {
        for (int i = 0; i < offers.size(); i++) {
            if (offers.get(i).credential().equals(name)) {
                return offers.get(i).first();
            }
        }
        return find(name);
    }

    /** The first role that the caller has; null if nothing is granted. */
    @Nullable
    Found first() {
        Found first = null;
        for (Offer offer : offers) {
            Found found = offer.first();
            if (!(found instanceof Found.NoRole)) {
                return found;
            }
            first = first == null ? found : first;
        }
        return first;
    }

    /** The credential for which the caller names no role; null if it has one for each. */
    Found.@Nullable NoRole lacking() {
        for (Offer offer : offers) {
            if (offer.first() instanceof Found.NoRole none) {
                return none;
            }
        }
        return null;
    }
}
