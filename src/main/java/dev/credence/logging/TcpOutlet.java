package dev.credence.logging;

import dev.credence.config.HostPort;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a log server, opened when there is something to send and again when it has gone.
 *
 * <p>Before each line it is looked whether the server has closed its end: what is written then is taken by the kernel and
 * lost, and neither the client libraries for syslog nor those for GELF notice. What was under way when a server died is lost
 * all the same, since neither protocol acknowledges anything.
 */
final class TcpOutlet implements Outlet {
    private static final int CONNECT_MILLIS = 5_000;
    private static final int SEEN = 512;

    private final HostPort address;
    private final Framing framing;
    private volatile @Nullable SocketChannel channel;

    /** How lines are told from one another in a stream of bytes. */
    interface Framing {
        /** The line with what belongs before and behind it. */
        byte[] frame(byte[] line);
    }

    TcpOutlet(HostPort address, Framing framing) {
        this.address = address;
        this.framing = framing;
    }

    @Override
    public void write(byte[] line) throws IOException {
        SocketChannel open = channel;
        if (open == null || isClosedByPeer(open)) {
            close();
            open = connect();
            channel = open;
        }
        ByteBuffer rest = ByteBuffer.wrap(framing.frame(line));
        try {
            while (rest.hasRemaining()) {
                open.write(rest);
            }
        } catch (IOException broken) {
            close();
            throw broken;
        }
    }

    private SocketChannel connect() throws IOException {
        InetSocketAddress peer = new InetSocketAddress(address.host(), address.port());
        if (peer.isUnresolved()) {
            throw new UnknownHostException(address.host() + " is not known");
        }
        SocketChannel connecting = SocketChannel.open();
        try {
            connecting.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            connecting.socket().connect(peer, CONNECT_MILLIS);
        } catch (IOException failed) {
            connecting.close();
            throw failed;
        }
        return connecting;
    }

    /** Log servers say nothing; what they say all the same is let go. */
    private static boolean isClosedByPeer(SocketChannel open) {
        try {
            open.configureBlocking(false);
            int read = open.read(ByteBuffer.allocate(SEEN));
            open.configureBlocking(true);
            return read < 0;
        } catch (IOException reset) {
            return true;
        }
    }

    @Override
    public void close() {
        abort();
        channel = null;
    }

    @Override
    public void abort() {
        SocketChannel open = channel;
        if (open != null) {
            try {
                open.close();
            } catch (IOException gone) {
                // That is what was wanted.
                channel = null;
            }
        }
    }
}
