package dev.credence.provider.aws;

import dev.credence.caller.Caller;
import java.util.List;
import java.util.Map;

/** Callers as an inventory of containers would know them, all of the first rule. */
final class Callers {
    private Callers() {}

    static Caller container(String name, Map<String, String> environment, Map<String, String> labels) {
        return new Caller(name, "127.0.0.1", 0, "containers", List.of(), environment, labels);
    }

    /** One that names a role in {@code IAM_ROLE}. */
    static Caller withRole(String name, String role) {
        return container(name, Map.of("IAM_ROLE", role), Map.of());
    }
}
