package dev.credence.logging;

import dev.credence.config.HostPort;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import org.jspecify.annotations.Nullable;

/** Datagrams to a log server, one for each line. Nobody learns whether one has arrived. */
final class UdpOutlet implements Outlet {
    /** What most syslog servers take (rsyslog's default); RFC 5426 asks for 2,048 at least. */
    private static final int LONGEST = 8 << 10;

    /** Bytes of UTF-8 that do not begin a character have these two bits, of which the first is set. */
    private static final int CONTINUES = 0xc0;

    private static final int CONTINUED = 0x80;

    private final HostPort address;
    private @Nullable DatagramChannel channel;

    UdpOutlet(HostPort address) {
        this.address = address;
    }

    @Override
    public void write(byte[] line) throws IOException {
        InetSocketAddress peer = new InetSocketAddress(address.host(), address.port());
        if (peer.isUnresolved()) {
            throw new UnknownHostException(address.host() + " is not known");
        }
        DatagramChannel open = channel;
        if (open == null) {
            // Not connected: nobody listening there is no failure of ours.
            open = DatagramChannel.open();
            channel = open;
        }
        open.send(ByteBuffer.wrap(line, 0, length(line)), peer);
    }

    /** As much as fits, without the half of a character at its end. */
    private static int length(byte[] line) {
        int length = Math.min(line.length, LONGEST);
        while (length < line.length && (line[length] & CONTINUES) == CONTINUED) {
            length--;
        }
        return length;
    }

    @Override
    public void close() {
        DatagramChannel open = channel;
        channel = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException useless) {
                return;
            }
        }
    }
}
