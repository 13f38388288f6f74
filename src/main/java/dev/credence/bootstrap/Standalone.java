package dev.credence.bootstrap;

import dev.credence.config.CallerConfig;
import dev.credence.config.Configuration;
import dev.credence.config.HostPort;
import dev.credence.config.ListenerConfig;
import dev.credence.config.OpsConfig;
import dev.credence.telemetry.Cloud;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A configuration's back ends and credentials for one workload on this machine: on free ports of the loopback, and for
 * whoever has a secret that was made for it. Blocks: not for an event loop.
 */
public final class Standalone implements AutoCloseable {
    private static final HostPort FREE = new HostPort("127.0.0.1", 0);
    private static final int TOKEN_BYTES = 32;

    private final Configuration configuration;
    private final Path token;

    private Standalone(Configuration configuration, Path token) {
        this.configuration = configuration;
        this.token = token;
    }

    /**
     * Makes one; the secret is in a file that only this user can read.
     *
     * @param open whether workloads are served that do not send the secret, because their form has no place for it
     * @throws CannotCreateException if there is no place for the file
     */
    public static Standalone of(Configuration configured, boolean open, RandomGenerator random) {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        @Nullable Path token = null;
        try {
            // Its permissions are the owner's alone, and its name nobody could guess.
            token = Files.createTempFile("credence-", ".token");
            Files.writeString(token, Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
        } catch (IOException failure) {
            delete(token);
            throw new CannotCreateException("cannot write to the folder for temporary files", failure);
        }
        List<String> all = List.copyOf(configured.credentials().keySet());
        List<CallerConfig> callers = new ArrayList<>();
        callers.add(caller(Optional.of(token), all));
        if (open) {
            callers.add(caller(Optional.empty(), all));
        }
        return new Standalone(copy(configured, FREE, callers), token);
    }

    /** What to start; its ports are picked then. */
    public Configuration configuration() {
        return configuration;
    }

    /** The same for those who want to know where it listens. */
    public Configuration at(HostPort listener) {
        return copy(configuration, listener, configuration.callers());
    }

    /** Removes the secret. */
    @Override
    public void close() {
        delete(token);
    }

    private static void delete(@Nullable Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException leftOver) {
            // Nobody listens for that secret any more.
            return;
        }
    }

    private static CallerConfig caller(Optional<Path> token, List<String> credentials) {
        return new CallerConfig(Optional.of("exec"), Optional.empty(), Optional.empty(), token, credentials);
    }

    private static Configuration copy(Configuration of, HostPort listener, List<CallerConfig> callers) {
        return new Configuration(
                List.of(new ListenerConfig(listener, EnumSet.allOf(Cloud.class), Set.of(), Optional.empty())),
                new OpsConfig(FREE, Optional.empty(), Set.of(), false),
                of.backends(),
                of.credentials(),
                callers,
                of.aws(),
                of.awsInstance(),
                of.gcp(),
                of.gcpInstance(),
                of.azure(),
                of.azureInstance(),
                of.refresh(),
                of.limits(),
                of.log(),
                of.metrics().local(),
                // Several may run at once, and a crash of one must not be mended by another.
                Optional.empty(),
                of.shutdownGrace(),
                // Nobody else is sent to it.
                Duration.ZERO,
                // A command that runs on a node says nothing about its gateway.
                Optional.empty());
    }
}
