package dev.credence.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A connection on which a test says exactly what is sent, and sees exactly what comes back. One thread. */
public final class RawHttp implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 15_000;

    private final Socket socket;
    private final InputStream in;

    private RawHttp(String from, String host, int port) throws IOException {
        socket = new Socket();
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(new InetSocketAddress(host, port), PATIENCE_MILLIS);
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
    }

    private RawHttp(Socket connected) throws IOException {
        socket = connected;
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** On a connection that is there, such as one with TLS. */
    public static RawHttp over(Socket connected) {
        try {
            return new RawHttp(connected);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    /** Connects to that port of 127.0.0.1. */
    public static RawHttp connect(int port) {
        return connect("127.0.0.1", "127.0.0.1", port);
    }

    /** Connects from one loopback address to another. */
    public static RawHttp connect(String from, String host, int port) {
        try {
            return new RawHttp(from, host, port);
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    /** One request on a connection of its own; {@code headers} are whole lines. */
    public static RawResponse exchange(int port, String method, String target, String... headers) {
        try (RawHttp connection = connect(port)) {
            connection.send(request(method, target, headers));
            return method.equals("HEAD") ? connection.readHead() : connection.read();
        }
    }

    /** The text of a request without a body; {@code Host} is added unless it is given. */
    public static String request(String method, String target, String... headers) {
        StringBuilder text = new StringBuilder(method + ' ' + target + " HTTP/1.1\r\n");
        boolean hasHost = false;
        for (String header : headers) {
            text.append(header).append("\r\n");
            hasHost |= header.toLowerCase(Locale.ROOT).startsWith("host:");
        }
        return text + (hasHost ? "\r\n" : "Host: 127.0.0.1\r\n\r\n");
    }

    /** Sends the characters as bytes (ISO 8859-1), with no line end added. */
    public RawHttp send(String text) {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            return this;
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    /** As {@link #send}, to a server that may have stopped to listen; false if it has. */
    public boolean trySend(String text) {
        try {
            send(text);
            return true;
        } catch (UncheckedIOException gone) {
            return false;
        }
    }

    /** The next response, with as many bytes of body as it announces. */
    public RawResponse read() {
        RawResponse head = readHead();
        if (head.header("Content-Length").isEmpty()) {
            throw new AssertionError("no Content-Length: " + head.headers());
        }
        try {
            byte[] body = in.readNBytes(Integer.parseInt(head.header("Content-Length")));
            return new RawResponse(head.statusLine(), head.headers(), body);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** The next response, taken to have no body whatever it announces. */
    public RawResponse readHead() {
        String statusLine = line();
        List<RawResponse.Header> headers = new ArrayList<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(": ");
            headers.add(new RawResponse.Header(line.substring(0, colon), line.substring(colon + 2)));
        }
        return new RawResponse(statusLine, headers, new byte[0]);
    }

    /** True if the server ends the connection and has sent nothing more. */
    public boolean isEnded() {
        try {
            return in.read() < 0;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    private String line() {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            for (int b = in.read(); b != '\n'; b = in.read()) {
                if (b < 0) {
                    throw new AssertionError("the connection ended after: " + line);
                }
                line.write(b);
            }
        } catch (IOException broken) {
            throw new UncheckedIOException("after: " + line, broken);
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        if (!text.endsWith("\r")) {
            throw new AssertionError("a line without CR: " + text);
        }
        return text.substring(0, text.length() - 1);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException ignored) {
            // The test is over.
        }
    }
}
