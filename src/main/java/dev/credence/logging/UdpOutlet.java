package dev.credence.logging;

import dev.credence.config.HostPort;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Datagrams to a log server, one for each line. Nobody learns whether one has arrived. */
final class UdpOutlet implements Outlet {
    /** What most syslog servers take (rsyslog's default); RFC 5426 asks for 2,048 at least. */
    private static final int LONGEST = 8 << 10;

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
        open.send(ByteBuffer.wrap(line.length > LONGEST ? Arrays.copyOf(line, LONGEST) : line), peer);
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
