package dev.credence.cli.process;

import dev.credence.config.DurationText;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** A Vault that the environment names, with a token. Makes its client when it is asked, because that takes time. */
final class TokenVault implements DocumentSource {
    /** The SDK for Go gives a process a minute, cold start and repetitions included. */
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int RETRIES = 2;

    private final Question question;
    private final Surroundings surroundings;
    private final InstantSource clock;

    TokenVault(Question question, Surroundings surroundings, InstantSource clock) {
        this.question = question;
        this.surroundings = surroundings;
        this.clock = clock;
    }

    /** Whether the JDK's client is enough: it speaks to no Unix socket and checks no name but the address's. */
    static boolean isEnoughFor(Surroundings surroundings) {
        return !surroundings.vaultAddress().startsWith("unix:")
                && surroundings.vault("CLIENT_CERT").isEmpty()
                && surroundings.vault("TLS_SERVER_NAME").isEmpty();
    }

    @Override
    public Answer issue() {
        try {
            Web web = new Web(tls(), timeout(), retries(), PAUSE);
            return new VaultDocuments(web, question, clock).issue();
        } catch (Unusable unusable) {
            return new Answer.Failed(Answer.Kind.CONFIGURATION, unusable.why());
        }
    }

    private Optional<SSLContext> tls() throws Unusable {
        String skip = surroundings.vault("SKIP_VERIFY");
        if (skip.equals("1") || skip.equalsIgnoreCase("t") || skip.equalsIgnoreCase("true")) {
            return Optional.of(Trust.inEverybody());
        }
        String authorities = surroundings.vault("CACERT");
        return authorities.isEmpty() ? Optional.empty() : Optional.of(Trust.in(Path.of(authorities)));
    }

    /** A number alone is seconds, as for Vault's own client. */
    private Duration timeout() throws Unusable {
        String text = surroundings.vault("CLIENT_TIMEOUT");
        try {
            Duration given = text.isEmpty() ? TIMEOUT : DurationText.parse(text.matches("\\d+") ? text + "s" : text);
            return given.isZero() ? TIMEOUT : given;
        } catch (IllegalArgumentException none) {
            throw new Unusable("VAULT_CLIENT_TIMEOUT: \"" + text + "\" " + none.getMessage());
        }
    }

    private int retries() throws Unusable {
        String text = surroundings.vault("MAX_RETRIES");
        if (!text.matches("[0-9]?")) {
            throw new Unusable("VAULT_MAX_RETRIES: \"" + text + "\" is not a number from 0 to 9");
        }
        return text.isEmpty() ? RETRIES : Integer.parseInt(text);
    }
}
