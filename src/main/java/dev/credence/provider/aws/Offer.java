package dev.credence.provider.aws;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one caller gets of one configured credential. Safe for any thread; on the way of every hit. */
interface Offer {
    /** The state of what never changes. */
    Object STEADY = new Object();

    /** The name in the configuration. */
    String credential();

    /** The role, where there is one; the first of several. */
    Found first();

    /** By the name that a metadata service lists; null if this is another's. */
    @Nullable
    Found find(String name);

    /** As a metadata service lists them. */
    List<String> names();

    /** True as long as nobody knows the names. */
    default boolean isAwaited() {
        return false;
    }

    /** Another object after each change of the names. */
    default Object state() {
        return STEADY;
    }

    /** One role that stays, listed by that name, or by none if it is empty text. */
    static Offer single(String credential, String name, Found role) {
        return new Single(credential, name.isEmpty() ? List.of() : List.of(name), role);
    }

    /** One role that stays, with one name or none. */
    record Single(String credential, List<String> names, Found first) implements Offer {
        @Override
        public @Nullable Found find(String wanted) {
            return !names.isEmpty() && names.get(0).equals(wanted) ? first : null;
        }
    }
}
