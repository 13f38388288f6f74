package dev.credence.bootstrap;

import dev.credence.config.HostPort;
import dev.credence.dev.DevVault;
import dev.credence.telemetry.Secret;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

/**
 * A gateway that needs nothing: a development back end in this process, and a configuration for it in a private folder,
 * where {@code credence env} finds it. From there on it is a gateway like any other.
 */
public final class DevMode implements AutoCloseable {
    /** The configuration's file in the folder of a development gateway. */
    private static final String CONFIGURATION = "credence.yaml";

    private static final String VAULT_TOKEN = "vault.token";
    private static final String CALLER_TOKEN = "caller.token";
    private static final String LEASES = "leases.json";
    private static final String LOOPBACK = "127.0.0.1";
    private static final int TOKEN_BYTES = 32;

    private final DevFolder folder;
    private final Path configuration;

    private final HostPort backEnd;

    private DevMode(DevFolder folder, Path configuration, HostPort backEnd) {
        this.folder = folder;
        this.configuration = configuration;
        this.backEnd = backEnd;
    }

    /**
     * What a development gateway is asked for.
     *
     * @param port of the listener; 0 picks a free one
     * @param opsPort of the ops listener; 0 picks a free one
     * @param ttl life of what the back end issues
     */
    public record Options(int port, int opsPort, Duration ttl) {}

    /**
     * Starts the back end and writes the configuration; blocks, so not for an event loop.
     *
     * @param temporary folder for temporary files
     * @return fails with {@link CannotCreateException} if the folder cannot be had
     */
    public static Future<DevMode> start(Platform platform, Options options, Path temporary) {
        Secret token = randomToken(platform);
        HostPort listener = new HostPort(LOOPBACK, options.port() == 0 ? freePort() : options.port());
        DevVault vault = new DevVault(platform.vertx(), token, options.ttl(), platform.time(), platform.random());
        return vault.start().compose(vaultPort -> platform.vertx().executeBlocking(() -> {
            DevFolder folder = DevFolder.claim(folder(temporary, listener.port()), listener);
            try {
                // What a former run left has ended with it.
                folder.reserve(LEASES, LEASES + ".lock", LEASES + ".new", LEASES + ".rejected");
                folder.write(VAULT_TOKEN, token.reveal());
                folder.write(CALLER_TOKEN, randomToken(platform).reveal());
                String text = DevConfiguration.text(listener, options.opsPort(), vaultPort);
                return new DevMode(folder, folder.write(CONFIGURATION, text), new HostPort(LOOPBACK, vaultPort));
            } catch (IOException failure) {
                folder.close();
                throw new CannotCreateException("cannot write to the folder of the development gateway", failure);
            }
        }));
    }

    /** The configuration of the development gateway at that port, if there is one of this user. */
    public static Optional<Path> configurationAt(Path temporary, int port) {
        Path folder = folder(temporary, port);
        Path file = folder.resolve(CONFIGURATION);
        try {
            // Somebody else's would send this user's workloads to an address of their choice.
            return Files.isReadable(file) && DevFolder.isPrivate(folder) ? Optional.of(file) : Optional.empty();
        } catch (IOException unclear) {
            return Optional.empty();
        }
    }

    /** The configuration's file. */
    public Path configuration() {
        return configuration;
    }

    /** Where its back end answers, which is a metadata service for other gateways, too. */
    public HostPort backEnd() {
        return backEnd;
    }

    /** Removes the configuration. */
    @Override
    public void close() {
        folder.close();
    }

    private static Path folder(Path temporary, int port) {
        return temporary.resolve("credence-dev-" + System.getProperty("user.name") + "-" + port);
    }

    private static Secret randomToken(Platform platform) {
        byte[] bytes = new byte[TOKEN_BYTES];
        platform.random().nextBytes(bytes);
        return Secret.of(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** The folder's name holds the port, so it has to be known before anything listens on it. */
    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException none) {
            throw new UncheckedIOException("no free port", none);
        }
    }
}
