package dev.credence.config;

import static dev.credence.config.KeySpec.group;
import static dev.credence.config.KeySpec.value;

import dev.credence.config.KeySpec.Group;
import dev.credence.config.KeySpec.ListOf;
import dev.credence.config.KeySpec.Named;
import dev.credence.config.KeySpec.Texts;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Every key there is. The shape only; values are read where they are used. */
final class ConfigurationKeys {
    static final Group ROOT = group(
            "listeners", new ListOf(listener()),
            "ops", group("address", value(), "token-file", value(), "hosts", new Texts(), "reuse-port", value()),
            "backends", new Named(backend()),
            "credentials", new Named(credential()),
            "callers", new ListOf(caller()),
            "providers", providers(),
            "instance", instance(),
            "refresh",
                    group(
                            "ahead", value(),
                            "min-remaining", value(),
                            "jitter", value(),
                            "idle", value(),
                            "wait", value()),
            "limits",
                    group(
                            "requests", value(),
                            "misses", value(),
                            "connections", value(),
                            "keys", value()),
            "log", LogBinder.keys(),
            "metrics", MetricsBinder.KEYS,
            "leases", group("file", value()),
            "shutdown", group("grace", value(), "delay", value()),
            "node",
                    group(
                            "name", value(),
                            "startup-taint", value(),
                            "api-server", value(),
                            "token-file", value(),
                            "ca-certificate", value()));

    private ConfigurationKeys() {}

    private static Group listener() {
        return group(
                "address",
                value(),
                "providers",
                new Texts(),
                "hosts",
                new Texts(),
                "tls",
                group("certificate", value(), "key", value()),
                "reuse-port",
                value());
    }

    private static Group backend() {
        return group(
                "type", value(),
                "address", value(),
                "namespace", value(),
                "auth-namespace", value(),
                "auth", auth(),
                "tls", backendTls(),
                "timeout", value(),
                "retries", value(),
                "rate-limit", value(),
                "breaker", group("failures", value(), "window", value(), "reset", value()),
                "region", value(),
                "endpoint", value(),
                "proxy", value(),
                "credentials",
                        group("backend", value(), "mount", value(), "role", value())
                                .orText("default"),
                "prefix", value());
    }

    private static Group auth() {
        return group(
                "method", value(),
                "mount", value(),
                "role", value(),
                "token", value(),
                "token-file", value(),
                "role-id", value(),
                "secret-id-file", value(),
                "wrapped", value(),
                "jwt-file", value(),
                "name", value(),
                "username", value(),
                "password-file", value(),
                "iam", group("server-id", value(), "region", value()),
                "metadata-address", value());
    }

    private static Group backendTls() {
        return group(
                "ca-certificate", value(),
                "certificate", value(),
                "key", value(),
                "server-name", value(),
                "skip-verify", value());
    }

    private static Group credential() {
        return group(
                "provider", value(),
                "backend", value(),
                "mount", value(),
                "role", value(),
                "role-arn", value(),
                "ttl", value(),
                "session-name", value(),
                "name", value(),
                "kind", value(),
                "email", value(),
                "scopes", new Texts(true),
                "tenant-id", value(),
                "authority-host", value(),
                "client-id", value(),
                "object-id", value(),
                "resource-id", value(),
                "external-id", value(),
                "default-role", value(),
                "default-account", value(),
                "allowed-roles", new Texts(),
                "tags", new Named(value()),
                "transitive-tags", new Texts(),
                "source-identity", value(),
                "policy", value(),
                "policy-arns", new Texts());
    }

    private static Group caller() {
        Group match = group("cidr", value(), "token-file", value(), "name", value(), "docker", docker());
        return group("match", match.orText("any"), "credentials", new Texts());
    }

    private static Group docker() {
        return group("address", value(), "tls", backendTls(), "trusted-proxies", new Texts());
    }

    private static Group providers() {
        return group(
                "aws",
                        group(
                                "imds-v1", value(),
                                "list", value(),
                                "iam-user", value(),
                                "token-key-file", value(),
                                "container", group("require-token", value()),
                                "passthrough", group("address", value(), "allow", new Texts())),
                "gcp", group("identity", value(), "identity-endpoint", value()),
                "azure", group("resources", new Texts(), "max-resources", value()));
    }

    private static Group instance() {
        return group(
                "aws", instance(AwsInstance.KEYS, "tags", new Named(value())),
                "gcp",
                        instance(
                                GcpInstance.KEYS,
                                "attributes",
                                new Named(value()),
                                "project-attributes",
                                new Named(value()),
                                "tags",
                                new Texts()),
                "azure", instance(AzureInstance.KEYS, "tags", new Named(value()), "scheduled-events", value()));
    }

    private static Group instance(Set<String> values, Object... others) {
        Map<String, KeySpec> keys = new LinkedHashMap<>();
        values.stream().sorted().forEach(key -> keys.put(key, value()));
        keys.putAll(group(others).keys());
        return new Group(keys, Set.of());
    }
}
