package dev.credence.bootstrap;

import dev.credence.config.HostPort;
import dev.credence.dev.DevIdentity;
import dev.credence.dev.DevVault;
import dev.credence.telemetry.Secret;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/**
 * A gateway that needs nothing: a development back end in this process, and a configuration for it in a private folder,
 * where {@code credence env} finds it. From there on it is a gateway like any other.
 */
public final class DevMode {
    /** The configuration's file in the folder of a development gateway. */
    private static final String CONFIGURATION = "credence.yaml";

    private static final String VAULT_TOKEN = "vault.token";
    private static final String CALLER_TOKEN = "caller.token";

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OWNER_READS = PosixFilePermissions.fromString("rw-------");
    private static final int TOKEN_BYTES = 32;

    private DevMode() {}

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
     * @return the configuration's file
     */
    public static Future<Path> prepare(Platform platform, Options options, Path temporary) {
        Secret token = randomToken(platform);
        int port = options.port() == 0 ? freePort() : options.port();
        DevVault vault = new DevVault(platform.vertx(), token, options.ttl(), platform.time(), platform.random());
        return vault.start().compose(vaultPort -> platform.vertx().executeBlocking(() -> {
            Path folder = privateFolder(folder(temporary, port));
            write(folder.resolve(VAULT_TOKEN), token.reveal());
            write(folder.resolve(CALLER_TOKEN), randomToken(platform).reveal());
            return write(
                    folder.resolve(CONFIGURATION),
                    configuration(new HostPort("127.0.0.1", port), options.opsPort(), vaultPort));
        }));
    }

    /** The configuration that a development gateway at the default address has left, if there is one. */
    public static Path configuration(Path temporary, int port) {
        return folder(temporary, port).resolve(CONFIGURATION);
    }

    /** Removes what {@link #prepare} wrote. */
    public static void cleanUp(Path configuration) {
        try {
            for (String name : List.of(VAULT_TOKEN, CALLER_TOKEN, CONFIGURATION)) {
                Files.deleteIfExists(configuration.resolveSibling(name));
            }
            Files.deleteIfExists(configuration.resolveSibling(""));
        } catch (IOException leftOver) {
            throw new UncheckedIOException("cannot remove the folder of " + configuration, leftOver);
        }
    }

    private static Path folder(Path temporary, int port) {
        return temporary.resolve("credence-dev-" + System.getProperty("user.name") + "-" + port);
    }

    /** Creates the folder for the owner's eyes only; refuses one that somebody else has put there. */
    private static Path privateFolder(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        }
        Path probe = Files.createTempFile(folder, "owner", "");
        boolean ours = Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                && Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(probe))
                && Files.getPosixFilePermissions(folder).equals(OWNER_ONLY);
        Files.delete(probe);
        if (!ours) {
            throw new IOException(folder + " is not a private folder of yours; remove it");
        }
        return folder;
    }

    private static Path write(Path file, String content) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_READS));
        // No final newline: SDKs send what a token file holds as it is.
        return Files.writeString(file, content);
    }

    private static String configuration(HostPort listener, int opsPort, int vaultPort) {
        return """
                # Written by "serve --dev"; gone when it ends.
                listeners:
                  - address: "%1$s"
                    providers: [aws]
                ops: {address: "127.0.0.1:%2$d"}
                backends:
                  dev:
                    type: vault
                    address: "http://127.0.0.1:%3$d"
                    auth: {method: token, token-file: vault.token}
                credentials:
                  dev-aws: {provider: aws, backend: dev, mount: aws, role: %4$s}
                callers:
                  - {match: {token-file: caller.token, name: any}, credentials: [dev-aws]}
                  - {match: any, credentials: [dev-aws]}
                instance:
                  aws:
                    region: eu-west-1
                    availability-zone: eu-west-1a
                    account-id: "%5$s"
                    instance-id: i-0123456789abcdef0
                    instance-type: m5.large
                """.formatted(listener, opsPort, vaultPort, DevIdentity.ROLE, DevIdentity.AWS_ACCOUNT_ID);
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
