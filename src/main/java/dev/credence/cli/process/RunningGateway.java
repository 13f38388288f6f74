package dev.credence.cli.process;

import dev.credence.source.vault.VaultPath;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** A gateway that somebody runs. Makes its client when it is asked, because that takes time. */
final class RunningGateway implements DocumentSource {
    /** Longer than {@code refresh.wait}, after which a gateway says that it has nothing yet. */
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    /** What {@code Retry-After} of a gateway says that waits for its back end. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private static final int RETRIES = 3;

    private final Question question;
    private final boolean found;
    private final Surroundings surroundings;
    private final InstantSource clock;

    /**
     * @param found whether nobody named it
     */
    RunningGateway(Question question, boolean found, Surroundings surroundings, InstantSource clock) {
        this.question = question;
        this.found = found;
        this.surroundings = surroundings;
        this.clock = clock;
    }

    @Override
    public Answer issue() {
        Optional<VaultPath> name = VaultPath.of("process", question.role());
        if (name.isEmpty()) {
            return new Answer.Failed(Answer.Kind.USAGE, "no credential can be called " + question.role());
        }
        try {
            URI gateway = address();
            URI document = URI.create(name.get().target(question.address().replaceAll("/+$", ""), Map.of()));
            String authorities = surroundings.environment().getOrDefault("AWS_CA_BUNDLE", "");
            boolean trusting = "https".equals(gateway.getScheme()) && !authorities.isBlank();
            Web web = new Web(
                    trusting ? Optional.of(Trust.in(Path.of(authorities))) : Optional.empty(), TIMEOUT, RETRIES, PAUSE);
            return new GatewayDocuments(web, document, question.address(), question.identity(), clock, found).issue();
        } catch (Unusable unusable) {
            return new Answer.Failed(Answer.Kind.USAGE, unusable.why());
        }
    }

    /** In clear only on this machine, as the SDKs have it for container credentials (wire.md 2.3). */
    private URI address() throws Unusable {
        try {
            URI address = new URI(question.address());
            boolean clear = "http".equals(address.getScheme());
            if (address.getHost() == null || address.getRawQuery() != null || address.getRawFragment() != null) {
                throw new Unusable(what() + "is no address; write it like http://127.0.0.1:8169");
            }
            if (!clear && !"https".equals(address.getScheme())) {
                throw new Unusable(what() + "must begin with http:// or https://");
            }
            if (clear && !Loopback.is(address.getHost())) {
                throw new Unusable(what() + "is another machine, which must not be asked in clear; use https://");
            }
            return address;
        } catch (URISyntaxException none) {
            throw new Unusable(what() + "is no address; write it like http://127.0.0.1:8169");
        }
    }

    private String what() {
        return "--gateway: \"" + question.address() + "\" ";
    }
}
