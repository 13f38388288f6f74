package dev.credence.cli.process;

import dev.credence.telemetry.Secret;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Finds whom to ask: the gateway that {@code --gateway} names; the Vault of a configuration; the Vault that the
 * environment names; the gateway at the default address.
 */
public final class ProcessAnswer {
    private static final String GATEWAY = "http://127.0.0.1:8169";
    private static final String MOUNT = "aws";

    private final Surroundings surroundings;
    private final InstantSource clock;
    private final long user;
    private final Consumer<String> warn;
    private final Configured configured;

    /**
     * @param user who asks, by number
     * @param warn gets what is wrong with the cache
     */
    public ProcessAnswer(
            Surroundings surroundings, InstantSource clock, long user, Consumer<String> warn, Configured configured) {
        this.surroundings = surroundings;
        this.clock = clock;
        this.user = user;
        this.warn = warn;
        this.configured = configured;
    }

    /** The document, or why there is none. Blocks. */
    public Answer to(ProcessArguments arguments) {
        try {
            if (!arguments.gateway().isEmpty()) {
                return arguments.config().isEmpty()
                        ? gateway(arguments, arguments.gateway(), false)
                        : usage("--gateway and --config: a gateway has a configuration of its own");
            }
            if (arguments.config().isEmpty() && !surroundings.nameVault()) {
                return gateway(arguments, GATEWAY, true);
            }
            if (!arguments.tokenFile().isEmpty()) {
                return usage("--token-file is what a gateway wants; a Vault takes VAULT_TOKEN or ~/.vault-token");
            }
            return arguments.config().isEmpty() ? vault(arguments) : configured(arguments);
        } catch (Unusable unusable) {
            return new Answer.Failed(Answer.Kind.CONFIGURATION, unusable.why());
        }
    }

    private Answer gateway(ProcessArguments arguments, String address, boolean found) throws Unusable {
        boolean decides = arguments.mount().isEmpty()
                && arguments.roleArn().isEmpty()
                && arguments.sessionName().isEmpty()
                && arguments.ttl().isEmpty();
        if (!decides) {
            String options = "--mount, --role-arn, --session-name and --ttl are for a Vault; ";
            return usage(
                    found
                            ? options.concat("set VAULT_ADDR")
                            : options.concat("a gateway has them in its configuration"));
        }
        Secret token = surroundings.gatewayToken(arguments.tokenFile());
        Question question = new Question(Question.GATEWAY, address, "", "", arguments.role(), "", "", "", token);
        return run(arguments, question, new RunningGateway(question, found, surroundings, clock));
    }

    private Answer vault(ProcessArguments arguments) throws Unusable {
        Question question = new Question(
                Question.VAULT,
                surroundings.vaultAddress(),
                surroundings.vault("NAMESPACE"),
                arguments.mount().isEmpty() ? MOUNT : arguments.mount(),
                arguments.role(),
                arguments.roleArn(),
                arguments.sessionName(),
                arguments.ttl(),
                surroundings.vaultToken());
        return TokenVault.isEnoughFor(surroundings)
                ? run(arguments, question, new TokenVault(question, surroundings, clock))
                : configured(arguments);
    }

    private Answer configured(ProcessArguments arguments) {
        return configured.answer(arguments, (question, source) -> run(arguments, question, source));
    }

    private Answer run(ProcessArguments arguments, Question question, DocumentSource source) {
        Optional<DocumentCache> cache = Optional.empty();
        if (arguments.cached() && surroundings.cache().isPresent()) {
            cache = Optional.of(new DocumentCache(surroundings.cache().get(), user, warn));
        }
        return new ProcessRun(cache, clock, arguments.minRemaining()).answer(question, source);
    }

    private static Answer usage(String message) {
        return new Answer.Failed(Answer.Kind.USAGE, message);
    }
}
