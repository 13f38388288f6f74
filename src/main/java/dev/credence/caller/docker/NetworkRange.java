package dev.credence.caller.docker;

import dev.credence.config.Cidr;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.Set;

/**
 * The addresses that an engine gives to containers.
 *
 * @param subnets of its networks
 * @param gateways addresses of the machine itself in them
 * @param everything whether any address may be one of a container, because the engine does not say
 */
record NetworkRange(Set<Cidr> subnets, Set<InetAddress> gateways, boolean everything) {
    NetworkRange {
        subnets = Set.copyOf(subnets);
        gateways = Set.copyOf(gateways);
    }

    static NetworkRange none() {
        return new NetworkRange(Set.of(), Set.of(), false);
    }

    /** As long as nothing is known, or for an engine that may not be asked: nobody is let through to other rules. */
    static NetworkRange unknown() {
        return new NetworkRange(Set.of(), Set.of(), true);
    }

    /** True if a container may have that address. */
    boolean mayHold(InetAddress address) {
        return everything
                || (!gateways.contains(address) && subnets.stream().anyMatch(subnet -> subnet.contains(address)));
    }

    /** True if the machine itself has that address, as far as the engine tells. */
    boolean isGateway(InetAddress address) {
        return gateways.contains(address);
    }

    /** Where these are addresses of the machine itself. */
    NetworkRange without(Set<InetAddress> own) {
        return and(new NetworkRange(Set.of(), own, false));
    }

    NetworkRange and(NetworkRange other) {
        Set<Cidr> allSubnets = new HashSet<>(subnets);
        allSubnets.addAll(other.subnets);
        Set<InetAddress> allGateways = new HashSet<>(gateways);
        allGateways.addAll(other.gateways);
        return new NetworkRange(allSubnets, allGateways, everything || other.everything);
    }

    /** With one more; texts that are none are left out, as the engine leaves them empty where there is none. */
    NetworkRange with(String subnet, String gateway) {
        Set<Cidr> more = new HashSet<>(subnets);
        boolean unreadable = false;
        if (!subnet.isEmpty()) {
            try {
                more.add(Cidr.parse(subnet));
            } catch (IllegalArgumentException notOne) {
                unreadable = true;
            }
        }
        Set<InetAddress> moreGateways = new HashSet<>(gateways);
        // Podman and older engines may write it with the prefix of its network.
        InetAddress address = Json.address(gateway.replaceFirst("/.*", ""));
        if (address != null) {
            moreGateways.add(address);
        }
        return new NetworkRange(more, moreGateways, everything || unreadable);
    }
}
