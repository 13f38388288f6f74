package dev.credence.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/** A port of 127.0.0.1 that answers no attempt to connect: its queue is full, and nobody takes anything out of it. */
public final class DeafPort implements AutoCloseable {
    private static final int MOST = 100;
    private static final int PATIENCE_MILLIS = 200;

    private final ServerSocket server = new ServerSocket();
    private final List<Socket> queue = new ArrayList<>();

    private DeafPort(int port) throws IOException {
        server.setReuseAddress(true);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
        for (int i = 0; i < MOST; i++) {
            Socket socket = new Socket();
            queue.add(socket);
            try {
                socket.connect(server.getLocalSocketAddress(), PATIENCE_MILLIS);
            } catch (SocketTimeoutException full) {
                return;
            }
        }
        throw new IllegalStateException("the system takes every connection");
    }

    /** Takes that port, which nobody listens on. */
    public static DeafPort at(int port) {
        try {
            return new DeafPort(port);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : queue) {
                socket.close();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
