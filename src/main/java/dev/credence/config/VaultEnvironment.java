package dev.credence.config;

import dev.credence.config.ConfigNode.Branch;
import dev.credence.config.ConfigNode.Leaf;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What the official client of Vault reads from the environment, as defaults of a back end. OpenBao's {@code BAO_*} win
 * over {@code VAULT_*} even when they are empty, as in its client (openbao api/env.go).
 *
 * @param environment by name
 */
record VaultEnvironment(Map<String, String> environment) {
    private static final String ADDRESS = "https://127.0.0.1:8200";

    /** The back end with each key that is not written taken from the environment. */
    Branch defaults(Branch backend) {
        Branch filled = fill(backend, "address", List.of("AGENT_ADDR", "ADDR"), UnaryOperator.identity());
        if (filled.child("address") == null) {
            filled = filled.with("address", Leaf.of(ADDRESS, Origin.DEFAULT));
        }
        filled = fill(filled, "namespace", List.of("NAMESPACE"), UnaryOperator.identity());
        filled = fill(filled, "timeout", List.of("CLIENT_TIMEOUT"), VaultEnvironment::duration);
        filled = fill(filled, "retries", List.of("MAX_RETRIES"), UnaryOperator.identity());
        filled = fill(filled, "rate-limit", List.of("RATE_LIMIT"), VaultEnvironment::rate);
        filled = below(filled, "tls", this::tls);
        return below(filled, "auth", this::auth);
    }

    private Branch tls(Branch tls) {
        Branch filled = fill(tls, "ca-certificate", List.of("CACERT"), UnaryOperator.identity());
        filled = fill(filled, "certificate", List.of("CLIENT_CERT"), UnaryOperator.identity());
        filled = fill(filled, "key", List.of("CLIENT_KEY"), UnaryOperator.identity());
        filled = fill(filled, "server-name", List.of("TLS_SERVER_NAME"), UnaryOperator.identity());
        return fill(filled, "skip-verify", List.of("SKIP_VERIFY"), VaultEnvironment::bool);
    }

    /** A token from the environment counts only where the configuration names none, and no other way to log in. */
    private Branch auth(Branch auth) {
        boolean isToken = !(auth.child("method") instanceof Leaf method)
                || method.text() == null
                || method.text().isBlank()
                || method.text().strip().equals(TokenAuth.METHOD);
        return isToken && auth.child("token") == null && auth.child("token-file") == null
                ? fill(auth, "token", List.of("TOKEN"), String::strip)
                : auth;
    }

    /** Where the command line client keeps its token: {@code BAO_TOKEN_PATH}, else {@code ~/.vault-token}. */
    Optional<String> tokenFile() {
        String path = environment.getOrDefault("BAO_TOKEN_PATH", "");
        if (!path.isBlank()) {
            return Optional.of(path);
        }
        String home = environment.getOrDefault("HOME", "");
        return home.isBlank() ? Optional.empty() : Optional.of(home + "/.vault-token");
    }

    /** Variables of the official client that are set and have no counterpart here. */
    List<String> ignored() {
        return Set.of("CAPATH", "CACERT_BYTES", "PROXY_ADDR", "HTTP_PROXY", "HEADERS", "SRV_LOOKUP").stream()
                .flatMap(name -> variable(name).stream())
                .sorted()
                .toList();
    }

    private Branch fill(Branch branch, String key, List<String> names, UnaryOperator<String> form) {
        if (branch.child(key) != null) {
            return branch;
        }
        for (String name : names) {
            Optional<String> variable = variable(name);
            if (variable.isPresent()) {
                String value = environment.getOrDefault(variable.get(), "").strip();
                return branch.with(key, new Leaf(form.apply(value), value, Origin.variable(variable.get())));
            }
        }
        return branch;
    }

    private static Branch below(Branch branch, String key, UnaryOperator<Branch> fill) {
        ConfigNode child = branch.child(key);
        if (child == null) {
            return branch.with(key, fill.apply(new Branch(Map.of(), branch.origin())));
        }
        return child instanceof Branch written ? branch.with(key, fill.apply(written)) : branch;
    }

    /** The variable that counts, if it is not empty. */
    private Optional<String> variable(String name) {
        String chosen = environment.containsKey("BAO_" + name) ? "BAO_" + name : "VAULT_" + name;
        return environment.getOrDefault(chosen, "").isBlank() ? Optional.empty() : Optional.of(chosen);
    }

    /** A number alone is seconds. */
    private static String duration(String value) {
        return value.matches("\\d+") ? value + "s" : value;
    }

    /** {@code rate[:burst]}, always for a second. */
    private static String rate(String value) {
        return value.matches("[\\d.]+(:\\d+)?") ? value.replaceFirst("^[\\d.]+", "$0/s") : value;
    }

    /** As Go's ParseBool. */
    private static String bool(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "1", "t", "true" -> "true";
            case "0", "f", "false" -> "false";
            default -> value;
        };
    }
}
