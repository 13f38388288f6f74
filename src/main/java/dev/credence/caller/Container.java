package dev.credence.caller;

import java.net.InetAddress;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * A running container, as its engine describes it. The same id started anew is another one. Immutable.
 *
 * @param id 64 hexadecimal digits
 * @param name without the slash that engines write before it
 * @param environment may hold secrets: never shown
 * @param labels never shown either
 * @param addresses on all of its networks
 * @param hostNetwork whether it uses the machine's own addresses
 * @param joined the id of the container whose addresses it uses too; empty if it has its own
 */
public record Container(
        String id,
        Instant started,
        String name,
        String image,
        Map<String, String> environment,
        Map<String, String> labels,
        Set<InetAddress> addresses,
        boolean hostNetwork,
        String joined) {
    private static final int SHORT = 12;

    public Container {
        environment = Map.copyOf(environment);
        labels = Map.copyOf(labels);
        addresses = Set.copyOf(addresses);
    }

    /** The part of the id that engines show. */
    public String shortId() {
        return id.substring(0, Math.min(SHORT, id.length()));
    }

    /** True if it is the same one and has been running all the time. */
    public boolean isSameRun(Container other) {
        return id.equals(other.id) && started.equals(other.started);
    }

    @Override
    public String toString() {
        return name + " " + shortId();
    }
}
