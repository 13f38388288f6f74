package dev.credence.gateway;

import io.netty.channel.IoRegistration;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A listening socket that, when it is closed, first accepts whoever has connected already: the kernel would reset them,
 * who may have sent a request by then. What connects in the moment of closing is still reset, unless it comes to another
 * process on that port by then ({@link #preferNewest}).
 */
final class ListeningChannel extends NioServerSocketChannel {
    private static final Logger LOG = LoggerFactory.getLogger(ListeningChannel.class);
    /** More than any backlog holds; clients that never stop to connect do not keep us. */
    private static final int MOST_PENDING = 20_000;

    /** See {@link NewestListener}. Any thread. */
    void preferNewest() throws IOException {
        NewestListener.prefer(javaChannel());
    }

    @Override
    protected void doClose() throws Exception {
        if (isActive()) {
            try {
                leaveSelector();
                acceptPending();
            } catch (IOException failure) {
                // Too many open files, for one. Closed it must be all the same.
                LOG.atWarn().addKeyValue("reason", failure.toString()).log("connections that wait are not accepted");
            }
        }
        super.doClose();
    }

    /** The JDK leaves a socket open, and the kernel has it queue connections, until its selector has let go of it. */
    private void leaveSelector() throws IOException {
        IoRegistration registration = registration();
        if (registration.attachment() instanceof SelectionKey key && key.isValid()) {
            Selector selector = key.selector();
            key.cancel();
            selector.selectNow();
        }
    }

    private void acceptPending() throws IOException {
        for (int accepted = 0; accepted < MOST_PENDING; accepted++) {
            SocketChannel connection = javaChannel().accept();
            if (connection == null) {
                return;
            }
            pipeline().fireChannelRead(new NioSocketChannel(this, connection));
        }
    }
}
