package dev.credence.cli.process;

import dev.credence.config.AssumeRoleConfig;
import dev.credence.config.AwsCredentialConfig;
import dev.credence.config.BackendConfig;
import dev.credence.config.Configuration;
import dev.credence.config.CredentialConfig;
import dev.credence.config.DurationText;
import dev.credence.config.TokenAuth;
import dev.credence.config.VaultConfig;
import dev.credence.telemetry.Secret;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What arguments mean together with a configuration: a credential of it with another life or name perhaps, or a role that
 * it does not know of.
 */
public record ConfiguredQuestion(VaultConfig backend, AwsCredentialConfig credential) {
    private static final String ONLY_BACKEND = "vault";

    /**
     * Finds it.
     *
     * @throws IllegalArgumentException if there is none; the message says what would be one
     */
    public static ConfiguredQuestion of(ProcessArguments arguments, Configuration configuration) {
        CredentialConfig named =
                arguments.mount().isEmpty() ? configuration.credentials().get(arguments.role()) : null;
        if (named != null && !(named instanceof AwsCredentialConfig)) {
            throw new IllegalArgumentException("credential " + arguments.role() + " is for "
                    + named.provider().label() + "; credential_process is for aws");
        }
        AwsCredentialConfig base = named == null ? role(arguments, configuration) : (AwsCredentialConfig) named;
        AwsCredentialConfig wanted = new AwsCredentialConfig(
                base.name(),
                base.backend(),
                base.mount(),
                base.role(),
                given(arguments.roleArn()).or(base::roleArn),
                given(arguments.ttl()).map(DurationText::parse).or(base::ttl),
                // Nobody calls, so what stands for a caller has no value; Vault makes up a name then.
                given(arguments.sessionName()).or(base::sessionName).filter(name -> !name.contains("${")),
                base.listedName(),
                base.assumeRole());
        if (configuration.backends().get(base.backend()) instanceof VaultConfig backend) {
            return new ConfiguredQuestion(backend, wanted);
        }
        throw new IllegalArgumentException(
                "credential " + base.name() + " does not come from a Vault; ask a gateway that has it (--gateway)");
    }

    private static AwsCredentialConfig role(ProcessArguments arguments, Configuration configuration) {
        List<String> vaults = configuration.backends().values().stream()
                .filter(VaultConfig.class::isInstance)
                .map(BackendConfig::name)
                .toList();
        String backend = vaults.size() == 1 ? vaults.get(0) : ONLY_BACKEND;
        if (!vaults.contains(backend)) {
            throw new IllegalArgumentException("there is no credential " + arguments.role()
                    + ", and no one Vault that could have such a role; name one of the credentials "
                    + String.join(", ", configuration.credentials().keySet()));
        }
        String mount = arguments.mount().isEmpty() ? "aws" : arguments.mount().replaceAll("^/+|/+$", "");
        return new AwsCredentialConfig(
                arguments.role(),
                backend,
                mount,
                arguments.role(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                arguments.role(),
                AssumeRoleConfig.NONE);
    }

    /**
     * The same as a question to a Vault, so that documents are shared with runs that have the environment alone.
     *
     * @throws IllegalArgumentException if there is no token where one is to be
     */
    public Question question() {
        return new Question(
                Question.VAULT,
                backend.address().toString(),
                backend.namespace().orElse(""),
                credential.mount(),
                credential.role(),
                credential.roleArn().orElse(""),
                credential.sessionName().orElse(""),
                credential.ttl().map(DurationText::format).orElse(""),
                identity());
    }

    /** A way there that needs no login, if there is one. */
    public Optional<DocumentSource> direct(Question question, InstantSource clock) {
        if (!(backend.auth() instanceof TokenAuth)) {
            return Optional.empty();
        }
        Map<String, String> variables = new HashMap<>();
        variables.put("VAULT_ADDR", backend.address().toString());
        variables.put("VAULT_CLIENT_TIMEOUT", DurationText.format(backend.timeout()));
        variables.put("VAULT_MAX_RETRIES", Integer.toString(Math.min(9, backend.retries())));
        variables.put("VAULT_SKIP_VERIFY", Boolean.toString(backend.tls().skipVerify()));
        backend.tls().caCertificate().ifPresent(file -> variables.put("VAULT_CACERT", file.toString()));
        backend.tls().certificate().ifPresent(file -> variables.put("VAULT_CLIENT_CERT", file.toString()));
        backend.tls().serverName().ifPresent(name -> variables.put("VAULT_TLS_SERVER_NAME", name));
        Surroundings surroundings = new Surroundings(variables);
        return TokenVault.isEnoughFor(surroundings)
                ? Optional.of(new TokenVault(question, surroundings, clock))
                : Optional.empty();
    }

    /** A token is itself; any other login is told by what it shows, with the files where it keeps that. */
    private Secret identity() {
        if (backend.auth() instanceof TokenAuth given) {
            Map<String, String> variables = new HashMap<>();
            given.token().ifPresent(token -> variables.put("VAULT_TOKEN", token.reveal()));
            given.tokenFile().ifPresent(file -> variables.put("BAO_TOKEN_PATH", file.toString()));
            try {
                return new Surroundings(variables).vaultToken();
            } catch (Unusable none) {
                throw new IllegalArgumentException(none.why(), none);
            }
        }
        return Secret.of(backend.auth() + " in " + backend.authNamespace().or(backend::namespace) + " with "
                + backend.tls().certificate());
    }

    private static Optional<String> given(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }
}
