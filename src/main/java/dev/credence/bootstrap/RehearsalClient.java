package dev.credence.bootstrap;

import dev.credence.config.HostPort;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Asks as SDKs do, on plain blocking connections: what asks does not serve later, so no more of it is loaded. */
final class RehearsalClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 1_000;
    private static final String TOKEN = "/latest/api/token";
    private static final String ROLES = "/latest/meta-data/iam/security-credentials/";
    private static final String CONTAINER = "/v1/credentials/rehearsal-aws";
    private static final String GOOGLE = "/computeMetadata/v1/instance/service-accounts/default/token";
    private static final String AZURE = "/metadata/identity/oauth2/token?api-version=2018-02-01&resource="
            + "https%3A%2F%2Fmanagement.azure.com%2F";

    private final Socket socket;
    private final InputStream in;

    private RehearsalClient(HostPort address) throws IOException {
        socket = new Socket();
        socket.connect(new InetSocketAddress(address.host(), address.port()), PATIENCE_MILLIS);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /**
     * Asks for everything, once on each. Blocks until all is answered.
     *
     * @param connections at least one for each event loop, which take turns in accepting
     * @throws IOException if an answer does not come, or is not what an SDK would take
     */
    static void ask(HostPort address, int connections) throws IOException {
        List<RehearsalClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < connections; i++) {
                clients.add(new RehearsalClient(address));
            }
            // Once is enough that all is linked; more would make the start longer than the first answers get shorter.
            for (RehearsalClient client : clients) {
                client.askAll();
            }
        } finally {
            for (RehearsalClient client : clients) {
                client.close();
            }
        }
    }

    /** Asks for one page. Blocks until it is answered. */
    static String get(HostPort address, String path) throws IOException {
        try (RehearsalClient client = new RehearsalClient(address)) {
            return client.ask("GET " + path, "Accept: */*");
        }
    }

    private void askAll() throws IOException {
        String token = "X-aws-ec2-metadata-token: " + ask("PUT " + TOKEN, "X-aws-ec2-metadata-token-ttl-seconds: 60");
        String role = ask("GET " + ROLES, token);
        ask("GET " + ROLES + role, token);
        ask("GET " + CONTAINER, "Accept: */*");
        ask("GET " + GOOGLE, "Metadata-Flavor: Google");
        ask("GET " + AZURE, "Metadata: true");
    }

    private String ask(String target, String header) throws IOException {
        String head = target + " HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: rehearsal\r\n" + header + "\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        String status = line();
        int length = 0;
        for (String next = line(); !next.isEmpty(); next = line()) {
            if (next.regionMatches(true, 0, "content-length:", 0, "content-length:".length())) {
                length = Integer.parseInt(
                        next.substring("content-length:".length()).strip());
            }
        }
        String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        if (!status.startsWith("HTTP/1.1 200")) {
            throw new IOException(target + " was answered with " + status);
        }
        return body;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("the connection was closed");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
