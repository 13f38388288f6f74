package dev.credence.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A StatsD server on a free port of 127.0.0.1 that keeps the lines it gets, and how large packets were. */
public final class FakeStatsd implements AutoCloseable {
    private static final int LARGEST = 65_536;

    private final DatagramSocket socket;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final List<Integer> sizes = new CopyOnWriteArrayList<>();

    public FakeStatsd() {
        try {
            socket = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        Thread reader = new Thread(this::read, "fake-statsd");
        reader.setDaemon(true);
        reader.start();
    }

    public int port() {
        return socket.getLocalPort();
    }

    /** All lines so far. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    /** Bytes of each packet so far. */
    public List<Integer> sizes() {
        return List.copyOf(sizes);
    }

    /** The sum of what was counted under that name with those tags, as a server would add it up. */
    public double counted(String beginning, String end) {
        return lines.stream()
                .filter(line -> line.startsWith(beginning + ':') && line.endsWith(end))
                .mapToDouble(line -> Double.parseDouble(line.substring(beginning.length() + 1, line.indexOf('|'))))
                .sum();
    }

    @Override
    public void close() {
        socket.close();
    }

    private void read() {
        byte[] buffer = new byte[LARGEST];
        while (!socket.isClosed()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
            } catch (IOException closed) {
                return;
            }
            sizes.add(packet.getLength());
            lines.addAll(new String(buffer, 0, packet.getLength(), StandardCharsets.UTF_8)
                    .lines()
                    .toList());
        }
    }
}
