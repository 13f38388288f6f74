package dev.credence.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.credence.testing.LogCapture;
import dev.credence.testing.RawHttp;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ListeningTransportTest {
    private final List<Vertx> processes = new ArrayList<>();

    @AfterEach
    void close() {
        processes.forEach(ListeningTransportTest::close);
    }

    private static void close(Vertx process) {
        process.close().await();
    }

    @Test
    void whoHasConnectedIsAcceptedBeforeTheSocketIsClosed() throws Exception {
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try {
            Channel listening = new ServerBootstrap()
                    .group(loops)
                    .channelFactory(ListeningChannel::new)
                    .childHandler(new Greeting())
                    // So that nobody is accepted until the end.
                    .option(ChannelOption.AUTO_READ, false)
                    .bind(InetAddress.getLoopbackAddress(), 0)
                    .sync()
                    .channel();
            List<Socket> clients = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                clients.add(connect(((InetSocketAddress) listening.localAddress()).getPort()));
            }

            listening.close().sync();

            for (Socket client : clients) {
                assertThat(client.getInputStream().read()).isEqualTo('h');
                client.close();
            }
        } finally {
            loops.shutdownGracefully().sync();
        }
    }

    @Test
    void twoListenAtOnePortIfBothWantToAndOneTakesOverFromTheOther() {
        HttpServer first = listen(0, true, "first");
        int port = first.actualPort();
        HttpServer second = listen(port, true, "second");

        assertThat(answers(port, 100)).containsExactly("first", "second");
        ListeningTransport.stopListening(processes.get(0), port).await();
        assertThat(answers(port, 100)).containsExactly("second");
        assertThat(second.actualPort()).isEqualTo(port);
    }

    @Test
    void whoTakesOverHasAllNewConnectionsFromTheMomentThatItListens() {
        int port = listen(0, true, "first").actualPort();
        preferNewest(port, 0);
        assertThat(answers(port, 20)).containsExactly("first");

        for (String next : List.of("second", "third", "fourth")) {
            listen(port, true, next);
            preferNewest(port, 1);
            assertThat(answers(port, 100)).containsExactly(next);

            close(processes.remove(0));
            assertThat(answers(port, 100)).containsExactly(next);
        }
    }

    @Test
    void whereNoneCanBePreferredAWarningSaysSoAndBothServe() {
        int port = listen(0, false, "only").actualPort();

        try (LogCapture log = LogCapture.of(ListeningTransport.class.getName())) {
            preferNewest(port, 0);

            assertThat(log.lines()).singleElement().asString().contains("may be reset");
        }
        assertThat(answers(port, 1)).containsExactly("only");
    }

    @Test
    void aConnectionGoesOnWhenNothingListensAnyMore() {
        HttpServer server = listen(0, false, "only");
        try (RawHttp connection = RawHttp.connect(server.actualPort())) {
            connection.send(RawHttp.request("GET", "/"));
            connection.read();

            ListeningTransport.stopListening(processes.get(0), server.actualPort())
                    .await();

            connection.send(RawHttp.request("GET", "/"));
            assertThat(connection.read().text()).isEqualTo("only");
            assertThatThrownBy(() -> connect(server.actualPort())).isInstanceOf(IOException.class);
        }
    }

    @Test
    void nobodyElseMayListenUnlessBothWantTo() {
        int port = listen(0, false, "first").actualPort();

        assertThatThrownBy(() -> listen(port, true, "second")).isInstanceOf(BindException.class);
    }

    private void preferNewest(int port, int process) {
        ListeningTransport.preferNewest(processes.get(process), port).await();
    }

    private HttpServer listen(int port, boolean reuse, String name) {
        Vertx process =
                Vertx.builder().withTransport(ListeningTransport.create()).build();
        processes.add(process);
        return process.createHttpServer(new HttpServerOptions().setReusePort(reuse))
                .requestHandler(request -> request.response().end(name))
                .listen(port, "127.0.0.1")
                .await();
    }

    /** Whoever answers, each time on a connection of its own. */
    private static Set<String> answers(int port, int times) {
        Set<String> names = new TreeSet<>();
        for (int i = 0; i < times; i++) {
            names.add(RawHttp.exchange(port, "GET", "/").text());
        }
        return names;
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(10_000);
        return socket;
    }

    /** Says one character to everybody. */
    @io.netty.channel.ChannelHandler.Sharable
    private static final class Greeting extends ChannelInboundHandlerAdapter {
        @Override
        public void channelActive(ChannelHandlerContext context) {
            context.writeAndFlush(context.alloc().buffer().writeByte('h'));
        }
    }
}
