package dev.credence.caller;

import java.util.List;
import java.util.Map;

/**
 * A workload, recognised. Immutable; kept with its connection.
 *
 * @param name for logs and session names: the rule's name, or the caller's address
 * @param address it comes from, as an IP literal
 * @param rule position of the rule that matched, -1 if none did
 * @param label of the rule, for metrics: bounded by the configuration
 * @param credentials names of the credentials that it may have, in order
 * @param environment of its container; empty where there is none
 * @param labels of its container; empty where there is none
 */
public record Caller(
        String name,
        String address,
        int rule,
        String label,
        List<String> credentials,
        Map<String, String> environment,
        Map<String, String> labels) {

    /** A caller that no rule knows. It may have nothing. */
    static Caller stranger(String address) {
        return new Caller(address, address, -1, "none", List.of(), Map.of(), Map.of());
    }

    /** True if a rule matched. */
    public boolean isKnown() {
        return rule >= 0;
    }
}
