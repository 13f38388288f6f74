package dev.credence.config;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Keys that mean something for back ends of some types only; elsewhere they would be overlooked in silence. */
final class BackendKeys {
    private static final Set<String> VAULT = Set.of("vault");
    private static final Set<String> STS = Set.of("sts");
    private static final Set<String> IMS = Set.of("ims");

    private static final Map<String, Set<String>> ONLY_FOR = new TreeMap<>(Map.ofEntries(
            Map.entry("address", Set.of("vault", "ims")),
            Map.entry("namespace", VAULT),
            Map.entry("auth-namespace", VAULT),
            Map.entry("auth", VAULT),
            Map.entry("tls", Set.of("vault", "ims")),
            Map.entry("region", STS),
            Map.entry("endpoint", STS),
            Map.entry("credentials", STS),
            Map.entry("proxy", Set.of("sts", "ims")),
            Map.entry("prefix", IMS)));

    private BackendKeys() {}

    /** Reports those that are written in a back end of another type. */
    static void check(Section section, String type) {
        ONLY_FOR.forEach((key, types) -> {
            boolean isMap = !section.section(key).branch().children().isEmpty();
            if (!types.contains(type) && (isMap || section.isGiven(key))) {
                section.nameError(
                        key,
                        "is for back ends of type " + String.join(" and ", new TreeSet<>(types))
                                + ", and this one is of type " + type + "; remove it");
            }
        });
    }
}
