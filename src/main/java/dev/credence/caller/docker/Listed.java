package dev.credence.caller.docker;

import java.net.InetAddress;
import java.util.Set;

/**
 * A running container as the list of all has it.
 *
 */
record Listed(String id, Set<InetAddress> addresses) {
    Listed {
        addresses = Set.copyOf(addresses);
    }
}
