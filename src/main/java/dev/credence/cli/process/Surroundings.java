package dev.credence.cli.process;

import dev.credence.telemetry.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What the environment tells: the variables of Vault's official client, of the AWS SDKs, and where caches are kept.
 * OpenBao's {@code BAO_*} win over {@code VAULT_*} even when they are empty, as in its client (openbao api/env.go).
 *
 * @param environment by name
 */
public record Surroundings(Map<String, String> environment) {
    private static final String VAULT = "https://127.0.0.1:8200";
    /** Longer than any token. */
    private static final long LARGEST_FILE = 64 * 1024L;

    /** Whether an address or a token of a Vault is given, so that no gateway is looked for. */
    boolean nameVault() {
        return !givenAddress().isEmpty() || !vault("TOKEN").isEmpty();
    }

    /** Where Vault is. */
    String vaultAddress() {
        String given = givenAddress();
        return given.isEmpty() ? VAULT : given;
    }

    /** A variable of Vault's client by its name without the prefix; empty if it is not set. */
    String vault(String name) {
        String bao = environment.get("BAO_".concat(name));
        return (bao == null ? environment.getOrDefault("VAULT_".concat(name), "") : bao).strip();
    }

    /**
     * The token of Vault: {@code VAULT_TOKEN}, else what {@code vault login} has left.
     *
     * @throws Unusable if there is none
     */
    Secret vaultToken() throws Unusable {
        String given = vault("TOKEN");
        if (!given.isEmpty()) {
            return printable(given, "VAULT_TOKEN");
        }
        String path = environment.getOrDefault("BAO_TOKEN_PATH", "");
        String home = environment.getOrDefault("HOME", "");
        if (path.isBlank() && home.isBlank()) {
            throw new Unusable("there is no token: set VAULT_TOKEN");
        }
        String file = path.isBlank() ? home.concat("/.vault-token") : path;
        return secret(Path.of(file), "; set VAULT_TOKEN, or run \"vault login\"");
    }

    /**
     * What a gateway wants to see, in the order of the SDKs: the file that was named, the file of the container
     * credentials, their variable. Empty if there is none.
     *
     * @throws Unusable if a file was named and cannot be used
     */
    Secret gatewayToken(String tokenFile) throws Unusable {
        String file = tokenFile.isEmpty()
                ? environment.getOrDefault("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "")
                : tokenFile;
        if (!file.isBlank()) {
            return secret(Path.of(file), "; it must hold the secret that the gateway's callers.match.token-file holds");
        }
        String given = environment
                .getOrDefault("AWS_CONTAINER_AUTHORIZATION_TOKEN", "")
                .strip();
        return given.isEmpty() ? Secret.of("") : printable(given, "AWS_CONTAINER_AUTHORIZATION_TOKEN");
    }

    /** The folder of the cache; empty where the environment names no place for one. */
    Optional<Path> cache() {
        String caches = environment.getOrDefault("XDG_CACHE_HOME", "");
        // The specification wants relative ones to be ignored.
        if (caches.startsWith("/")) {
            return Optional.of(Path.of(caches, "credence"));
        }
        String home = environment.getOrDefault("HOME", "");
        return home.startsWith("/") ? Optional.of(Path.of(home, ".cache", "credence")) : Optional.empty();
    }

    private String givenAddress() {
        String agent = vault("AGENT_ADDR");
        return agent.isEmpty() ? vault("ADDR") : agent;
    }

    private static Secret secret(Path file, String advice) throws Unusable {
        String what = "the token file ".concat(file.toString());
        try {
            if (Files.size(file) > LARGEST_FILE) {
                throw new Unusable(what.concat(" is too large for a token").concat(advice));
            }
            String text = Files.readString(file).strip();
            if (text.isEmpty()) {
                throw new Unusable(what.concat(" is empty").concat(advice));
            }
            return printable(text, what);
        } catch (NoSuchFileException none) {
            throw new Unusable(what.concat(" does not exist").concat(advice));
        } catch (IOException unreadable) {
            throw new Unusable(what.concat(" cannot be read").concat(advice));
        }
    }

    /** It goes into a header, and into a line of what names the cached document. */
    private static Secret printable(String text, String what) throws Unusable {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
                throw new Unusable(what.concat(" holds characters that no token has"));
            }
        }
        return Secret.of(text);
    }
}
