package dev.credence.testing;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.datagram.DatagramPacket;
import io.vertx.core.datagram.DatagramSocket;
import io.vertx.core.dns.AddressResolverOptions;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A name server on 127.0.0.1: the names that it knows are 127.0.0.1, and all others do not exist. Any thread. */
public final class FakeDns implements AutoCloseable {
    private static final int HEADER = 12;
    private static final int NO_SUCH_NAME = 3;

    private final Vertx vertx = Vertx.vertx();
    private final Set<String> names = ConcurrentHashMap.newKeySet();
    private final DatagramSocket socket = vertx.createDatagramSocket();

    public FakeDns() {
        socket.handler(this::answer);
        try {
            socket.listen(0, "127.0.0.1").await(10, TimeUnit.SECONDS);
        } catch (Exception failure) {
            throw new IllegalStateException("the name server does not get ready", failure);
        }
    }

    /** A resolver that asks nobody else and remembers nothing. */
    public AddressResolverOptions resolver() {
        return new AddressResolverOptions()
                .setServers(List.of("127.0.0.1:" + socket.localAddress().port()))
                .setSearchDomains(List.of())
                .setNdots(1)
                .setCacheMaxTimeToLive(0)
                .setCacheNegativeTimeToLive(0);
    }

    public FakeDns add(String name) {
        names.add(name);
        return this;
    }

    public FakeDns remove(String name) {
        names.remove(name);
        return this;
    }

    @Override
    public void close() {
        vertx.close();
    }

    /** Header, the question as it came, and an address for a question of type A (RFC 1035, 4.1). */
    private void answer(DatagramPacket packet) {
        Buffer query = packet.data();
        StringBuilder name = new StringBuilder();
        int at = HEADER;
        for (int length = query.getByte(at); length > 0; length = query.getByte(at)) {
            name.append(name.length() == 0 ? "" : ".")
                    .append(query.getBuffer(at + 1, at + 1 + length).toString(StandardCharsets.US_ASCII));
            at += length + 1;
        }
        int end = at + 5;
        boolean known = names.contains(name.toString());
        boolean address = known && query.getUnsignedShort(at + 1) == 1;
        Buffer reply = query.getBuffer(0, 2)
                .appendUnsignedShort(0x8180 | (known ? 0 : NO_SUCH_NAME))
                .appendUnsignedShort(1)
                .appendUnsignedShort(address ? 1 : 0)
                .appendInt(0)
                .appendBuffer(query.getBuffer(HEADER, end));
        if (address) {
            reply.appendUnsignedShort(0xC000 | HEADER)
                    .appendUnsignedShort(1)
                    .appendUnsignedShort(1)
                    .appendInt(0)
                    .appendUnsignedShort(4)
                    .appendBytes(new byte[] {127, 0, 0, 1});
        }
        socket.send(reply, packet.sender().port(), packet.sender().host());
    }
}
