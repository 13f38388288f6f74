package dev.credence.provider.aws;

import dev.credence.provider.Document;
import dev.credence.provider.KeyTemplate;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the callers of one rule may have. Immutable; any thread.
 *
 * @param grants in the order of the rule
 * @param listing the names that instance metadata lists; no back end is needed for them
 */
record AwsGrants(List<Grant> grants, Document listing) {

    /**
     * One credential.
     *
     * @param listedName as instance metadata lists it
     * @param credential its name in the configuration
     */
    record Grant(String listedName, String credential, KeyTemplate key) {}

    /**
     * @param grants of the rule, of this cloud only
     * @param listAll all names, or the first only: some SDKs take the whole listing for one name
     */
    static AwsGrants of(List<Grant> grants, boolean listAll, Instant now) {
        List<String> names = grants.stream().map(Grant::listedName).distinct().toList();
        String listing =
                listAll ? String.join("\n", names) : names.stream().findFirst().orElse("");
        return new AwsGrants(grants, ImdsAnswers.text(listing, now));
    }

    boolean isEmpty() {
        return grants.isEmpty();
    }

    /** The first grant listed by that name. */
    @Nullable
    Grant listed(String name) {
        for (Grant grant : grants) {
            if (grant.listedName().equals(name)) {
                return grant;
            }
        }
        return null;
    }

    /** The grant of that credential, by its name in the configuration or else by its listed name. */
    @Nullable
    Grant named(String name) {
        for (Grant grant : grants) {
            if (grant.credential().equals(name)) {
                return grant;
            }
        }
        return listed(name);
    }
}
