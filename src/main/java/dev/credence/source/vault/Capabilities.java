package dev.credence.source.vault;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What the token may do: {@code sys/capabilities-self}. */
final class Capabilities {
    private static final VaultPath PATH =
            VaultPath.of("sys", "capabilities-self").orElseThrow();

    private final VaultSession session;
    private final Optional<String> namespace;

    Capabilities(VaultSession session, Optional<String> namespace) {
        this.session = session;
        this.namespace = namespace;
    }

    /**
     * The rights at some paths.
     *
     * @param byPath what the token may do at each
     * @param trouble why nothing is known; empty if it is
     */
    record Rights(Map<String, Set<String>> byPath, Optional<String> trouble) {
        boolean isKnown() {
            return trouble.isEmpty();
        }

        boolean allow(VaultPath path, String capability) {
            Set<String> rights = byPath.getOrDefault(path.toString(), Set.of());
            return rights.contains("root") || (rights.contains(capability) && !rights.contains("deny"));
        }
    }

    /** All in one request. Never fails. */
    Future<Rights> of(Collection<VaultPath> paths) {
        JsonArray asked = new JsonArray(paths.stream().map(VaultPath::toString).toList());
        VaultRequest request = VaultRequest.put("capabilities", PATH, new JsonObject().put("paths", asked), namespace);
        return session.send(request)
                .map(reply -> reply instanceof VaultReply.Ok ok
                        ? new Rights(read(ok.body()), Optional.empty())
                        : new Rights(Map.of(), Optional.of(trouble((VaultReply.Failed) reply))));
    }

    /** The rule that is missing, as a policy has it. */
    static String policy(VaultPath path, String capability) {
        return "path \"" + path + "\" { capabilities = [\"" + capability + "\"] }";
    }

    private static String trouble(VaultReply.Failed failed) {
        return failed.tokenRefused()
                ? "the policy of the token lacks: " + policy(PATH, "update") + ", which the policy default has"
                : failed.failure().message();
    }

    private static Map<String, Set<String>> read(JsonObject body) {
        Map<String, Set<String>> rights = new HashMap<>();
        if (body.getValue("data") instanceof JsonObject data) {
            data.forEach(entry -> {
                if (entry.getValue() instanceof JsonArray list) {
                    rights.put(
                            entry.getKey(), list.stream().map(String::valueOf).collect(Collectors.toSet()));
                }
            });
        }
        return rights;
    }
}
