package dev.credence.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A network.
 *
 * @param network with all bits behind the prefix zero
 * @param prefix number of leading bits that count
 */
public record Cidr(InetAddress network, int prefix) {
    private static final String EXPECTED = "is not a network; write it like 10.1.0.0/16, fd00::/8 or 10.1.2.3";
    private static final Pattern FORM = Pattern.compile("([^/]+?)(?:/(\\d{1,3}))?");

    /**
     * Reads {@code address/prefix}, or an address alone for a network of one.
     *
     * @throws IllegalArgumentException with a message that reads on from the value
     */
    public static Cidr parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(EXPECTED);
        }
        InetAddress address =
                IpLiteral.parse(matcher.group(1)).orElseThrow(() -> new IllegalArgumentException(EXPECTED));
        int bits = address.getAddress().length * Byte.SIZE;
        int prefix = matcher.group(2) == null ? bits : Integer.parseInt(matcher.group(2));
        if (prefix > bits) {
            throw new IllegalArgumentException("has a prefix longer than the " + bits + " bits of its address");
        }
        Cidr network = new Cidr(masked(address, prefix), prefix);
        // Whoever mistypes a network gives credentials to the wrong callers, so nothing is rounded silently.
        if (!network.network.equals(address)) {
            throw new IllegalArgumentException("has bits set behind its prefix; write " + network);
        }
        return network;
    }

    private static InetAddress masked(InetAddress address, int prefix) {
        byte[] bytes = address.getAddress();
        for (int bit = prefix; bit < bytes.length * Byte.SIZE; bit++) {
            bytes[bit >> 3] &= (byte) ~(0x80 >> (bit & 7));
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

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
