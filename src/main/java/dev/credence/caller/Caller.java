package dev.credence.caller;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A workload, recognised. Immutable; kept with its connection.
 *
 * @param name for logs and session names: its container's, or the rule's, or the caller's address
 * @param address it comes from, as an IP literal
 * @param rule position of the rule that matched, -1 if none did
 * @param label of the rule, for metrics: bounded by the configuration
 * @param credentials names of the credentials that it may have, in order
 * @param environment of its container; empty where there is none
 * @param labels of its container; empty where there is none
 * @param evidence what it was recognised by
 */
public record Caller(
        String name,
        String address,
        int rule,
        String label,
        List<String> credentials,
        Map<String, String> environment,
        Map<String, String> labels,
        Evidence evidence) {

    /** One that is recognised by its address, or a stranger if there is no rule. */
    public Caller(
            String name,
            String address,
            int rule,
            String label,
            List<String> credentials,
            Map<String, String> environment,
            Map<String, String> labels) {
        this(
                name,
                address,
                rule,
                label,
                credentials,
                environment,
                labels,
                rule < 0 ? new Evidence.Nothing(Refusal.NO_RULE) : Evidence.Condition.CIDR);
    }

    /** A caller that no rule knows. It may have nothing. */
    public static Caller stranger(String address, Refusal reason) {
        return new Caller(address, address, -1, "none", List.of(), Map.of(), Map.of(), new Evidence.Nothing(reason));
    }

    /** True if a rule matched. */
    public boolean isKnown() {
        return rule >= 0;
    }

    /** True if it was a container whose life, or whose time at that address, is over. */
    public boolean isOver() {
        return evidence instanceof Evidence.OfContainer container
                && container.lifeline().isCut();
    }

    /** The container that it is, if it is one. */
    public Optional<Container> container() {
        return evidence instanceof Evidence.OfContainer of ? Optional.of(of.container()) : Optional.empty();
    }

    /** Why it was not recognised, if it was not. */
    public Optional<Refusal> refusal() {
        return evidence instanceof Evidence.Nothing nothing ? Optional.of(nothing.reason()) : Optional.empty();
    }

    /** What tells it from others: names of containers come back with others, their ids do not. */
    public String identity() {
        return evidence instanceof Evidence.OfContainer of ? of.container().id() : name;
    }

    /** Without what its container's environment and labels hold. */
    @Override
    public String toString() {
        return name + " at " + address + " by " + label;
    }
}
