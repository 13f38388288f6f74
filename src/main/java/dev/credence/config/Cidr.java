package dev.credence.config;

import java.net.InetAddress;

/**
 * A network.
 *
 * @param network with all bits behind the prefix zero
 * @param prefix number of leading bits that count
 */
public record Cidr(InetAddress network, int prefix) {

    /** True if the address, of the same family, lies in the network. An IPv4 address is never in an IPv6 network. */
    public boolean contains(InetAddress address) {
        byte[] own = network.getAddress();
        byte[] other = address.getAddress();
        if (own.length != other.length) {
            return false;
        }
        for (int bit = 0; bit < prefix; bit++) {
            int mask = 0x80 >> (bit & 7);
            if ((own[bit >> 3] & mask) != (other[bit >> 3] & mask)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return network.getHostAddress() + "/" + prefix;
    }
}
