package dev.credence.bootstrap;

import dev.credence.provider.aws.SessionTokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** What tells this gateway from others: its name at the back ends, and the key of its session tokens. */
final class NodeIdentity {
    private static final int KEY_LENGTH = 32;

    private NodeIdentity() {}

    /** {@code credence-HOSTNAME}: shows in the cloud's audit trail which node asked. */
    static String sessionName() {
        return hostName().map(name -> "credence-" + name).orElse("credence");
    }

    /** This machine's name, if it has one. Blocks. */
    static Optional<String> hostName() {
        try {
            return Optional.of(InetAddress.getLocalHost().getHostName());
        } catch (UnknownHostException unnamed) {
            return Optional.empty();
        }
    }

    /** Signs with the key in the file, so that replicas accept each other's tokens, or with one of its own. */
    static SessionTokens sessionTokens(Optional<Path> keyFile, RandomGenerator random) {
        byte[] key = new byte[KEY_LENGTH];
        if (keyFile.isPresent()) {
            try {
                key = Files.readAllBytes(keyFile.get());
            } catch (IOException unreadable) {
                throw new UncheckedIOException("cannot read " + keyFile.get(), unreadable);
            }
        } else {
            random.nextBytes(key);
        }
        return new SessionTokens(key, random.nextLong());
    }
}
