package dev.credence.bootstrap;

import dev.credence.caller.CallerResolver;
import dev.credence.config.Configuration;
import dev.credence.config.RateLimit;
import dev.credence.credential.CallerLimiter;
import dev.credence.gateway.Routing;
import dev.credence.provider.aws.AwsProvider;
import dev.credence.telemetry.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Makes from a configuration what the listeners look requests up in. Reads files: not for an event loop. */
final class RoutingFactory {
    private final AwsProvider.Parts aws;

    RoutingFactory(AwsProvider.Parts aws) {
        this.aws = aws;
    }

    /** A routing, and the provider in it that knows what to fetch ahead. */
    record Made(Routing routing, AwsProvider aws) {}

    Made make(Configuration configuration) {
        AwsProvider provider = new AwsProvider(configuration, aws);
        RateLimit requests = configuration.limits().requests();
        Routing routing = new Routing(
                CallerResolver.of(configuration.callers(), RoutingFactory::secret),
                List.of(provider),
                new CallerLimiter(requests.perSecond(), requests.burst()));
        return new Made(routing, provider);
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
