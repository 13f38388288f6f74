package dev.credence.bootstrap;

import dev.credence.caller.CallerResolver;
import dev.credence.config.Configuration;
import dev.credence.config.RateLimit;
import dev.credence.credential.CallerLimiter;
import dev.credence.gateway.Routing;
import dev.credence.provider.EmulatedCloud;
import dev.credence.telemetry.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Makes from a configuration what the listeners look requests up in. Reads files: not for an event loop. */
final class RoutingFactory {
    private final List<EmulatedCloud> clouds;

    RoutingFactory(List<EmulatedCloud> clouds) {
        this.clouds = clouds;
    }

    Routing make(Configuration configuration) {
        RateLimit requests = configuration.limits().requests();
        return new Routing(
                CallerResolver.of(configuration.callers(), RoutingFactory::secret),
                clouds.stream().map(cloud -> cloud.provider(configuration)).toList(),
                new CallerLimiter(requests.perSecond(), requests.burst()));
    }

    /** The content of a secret's file, without white space at its ends. */
    static Secret secret(Path file) {
        try {
            return Secret.of(Files.readString(file).strip());
        } catch (IOException unreadable) {
            throw new UncheckedIOException("cannot read " + file, unreadable);
        }
    }
}
