package dev.credence.gateway;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.netty.channel.socket.nio.NioChannelOption;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.spi.transport.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The JDK's sockets, as Vert.x has them by default, with what it leaves to native libraries or leaves out: SO_REUSEPORT
 * where {@link NetServerOptions#isReusePort()} asks for it, one process that takes over from another
 * ({@link #preferNewest}), and listeners that can be closed before the connections that they accepted
 * ({@link #stopListening}). Any thread.
 */
public final class ListeningTransport implements Transport {
    private static final Logger LOG = LoggerFactory.getLogger(ListeningTransport.class);

    private final Transport nio = io.vertx.core.transport.Transport.NIO.implementation();
    private final Set<ListeningChannel> listening = ConcurrentHashMap.newKeySet();

    /** For {@link io.vertx.core.VertxBuilder#withTransport}. */
    public static io.vertx.core.transport.Transport create() {
        return new Named(new ListeningTransport());
    }

    /** What {@link #create} made, by the name of what it is. */
    private record Named(ListeningTransport transport) implements io.vertx.core.transport.Transport {
        @Override
        public String name() {
            return "nio";
        }

        @Override
        public boolean available() {
            return true;
        }

        @Override
        public @Nullable Throwable unavailabilityCause() {
            return NIO.unavailabilityCause();
        }

        @Override
        public Transport implementation() {
            return transport;
        }
    }

    /** Whether this machine lets two processes listen on one port; Linux does since 3.9, Windows does not. */
    public static boolean canReusePort() {
        try (ServerSocketChannel socket = ServerSocketChannel.open()) {
            return socket.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT);
        } catch (IOException noSockets) {
            return false;
        }
    }

    /**
     * Stops to listen at that port and nothing else: who has connected until now is accepted first, and connections go on.
     * The servers must still be told to shut down.
     *
     * @return completes when nothing listens there any more; at once with another transport, where servers close their
     *     sockets themselves
     */
    public static Future<Void> stopListening(Vertx vertx, int port) {
        if (!(vertx instanceof VertxInternal internal)
                || !(internal.transport() instanceof ListeningTransport transport)) {
            return Future.succeededFuture();
        }
        List<Future<Void>> closed =
                transport.at(port).map(ListeningTransport::close).toList();
        return Future.join(closed).mapEmpty();
    }

    /**
     * Has new connections to that port, which other processes may listen at too, come to the last that began to: see
     * {@link NewestListener}. Where that cannot be had, the kernel deals them out, and a warning says so.
     *
     * @return never fails
     */
    public static Future<Void> preferNewest(Vertx vertx, int port) {
        if (!(vertx instanceof VertxInternal internal)
                || !(internal.transport() instanceof ListeningTransport transport)) {
            return Future.succeededFuture();
        }
        // The first time, a library is unpacked and loaded.
        return vertx.executeBlocking(() -> transport.preferNewest(port), false)
                .recover(failure -> {
                    LOG.atWarn()
                            .addKeyValue("reason", failure.toString())
                            .log("a connection that comes as one of two gateways ends may be reset");
                    return Future.succeededFuture();
                })
                .mapEmpty();
    }

    private boolean preferNewest(int port) throws IOException {
        for (ListeningChannel channel : at(port).toList()) {
            channel.preferNewest();
        }
        return true;
    }

    private Stream<ListeningChannel> at(int port) {
        return listening.stream().filter(channel -> isAt(channel.localAddress(), port));
    }

    private static boolean isAt(@Nullable InetSocketAddress address, int port) {
        return address != null && address.getPort() == port;
    }

    private static Future<Void> close(ListeningChannel channel) {
        Promise<Void> closed = Promise.promise();
        channel.close().addListener(done -> closed.tryComplete());
        return closed.future();
    }

    @Override
    public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
        return domainSocket ? nio.serverChannelFactory(true) : this::listeningChannel;
    }

    private ListeningChannel listeningChannel() {
        ListeningChannel channel = new ListeningChannel();
        listening.add(channel);
        channel.closeFuture().addListener(closed -> listening.remove(channel));
        return channel;
    }

    @Override
    public void configure(NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {
        nio.configure(options, domainSocket, bootstrap);
        if (options.isReusePort() && !domainSocket) {
            bootstrap.option(NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT), true);
        }
    }

    @Override
    public void configure(DatagramChannel channel, DatagramSocketOptions options) {
        nio.configure(channel, options);
    }

    @Override
    public void configure(ClientOptionsBase options, int connectTimeout, boolean domainSocket, Bootstrap bootstrap) {
        nio.configure(options, connectTimeout, domainSocket, bootstrap);
    }

    @Override
    public boolean supportsDomainSockets() {
        return nio.supportsDomainSockets();
    }

    @Override
    public boolean supportFileRegion() {
        return nio.supportFileRegion();
    }

    @Override
    public SocketAddress convert(io.vertx.core.net.SocketAddress address) {
        return nio.convert(address);
    }

    @Override
    public io.vertx.core.net.SocketAddress convert(SocketAddress address) {
        return nio.convert(address);
    }

    @Override
    public IoHandlerFactory ioHandlerFactory() {
        return nio.ioHandlerFactory();
    }

    @Override
    public EventLoopGroup eventLoopGroup(int type, int threads, ThreadFactory factory, int ioRatio) {
        return nio.eventLoopGroup(type, threads, factory, ioRatio);
    }

    @Override
    public DatagramChannel datagramChannel() {
        return nio.datagramChannel();
    }

    @Override
    @SuppressWarnings("deprecation") // Vert.x names that type.
    public DatagramChannel datagramChannel(InternetProtocolFamily family) {
        return nio.datagramChannel(family);
    }

    @Override
    public ChannelFactory<? extends Channel> channelFactory(boolean domainSocket) {
        return nio.channelFactory(domainSocket);
    }
}
