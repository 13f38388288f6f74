package dev.credence.caller.docker;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** What an engine tells, as far as it matters who runs and has which address. */
sealed interface EngineEvent {
    Set<String> ENDS = Set.of("die", "died", "destroy", "remove");
    Set<String> BEGINS = Set.of("start", "restart", "rename", "unpause");

    /** A container has ended, at that time. */
    record Ended(String container, Instant at) implements EngineEvent {}

    /** A container runs now, or is not what it was. */
    record Changed(String container) implements EngineEvent {}

    /** Something about networks, of which only the whole can be read anew. */
    record Networks() implements EngineEvent {}

    /** What the message says; empty if it does not matter. */
    static Optional<EngineEvent> of(JsonObject message) {
        JsonObject actor = Json.object(message, "Actor");
        String action = Json.text(message, "Action");
        String id = Json.text(actor, "ID");
        return switch (Json.text(message, "Type")) {
            case "container" -> ofContainer(message, action, id);
            case "network" -> {
                String container = Json.text(Json.object(actor, "Attributes"), "container");
                yield Optional.of(container.isEmpty() ? new Networks() : new Changed(container));
            }
            default -> Optional.empty();
        };
    }

    private static Optional<EngineEvent> ofContainer(JsonObject message, String action, String id) {
        if (id.isEmpty()) {
            return Optional.empty();
        }
        if (ENDS.contains(action)) {
            return Optional.of(new Ended(id, at(message)));
        }
        return BEGINS.contains(action) ? Optional.of(new Changed(id)) : Optional.empty();
    }

    private static Instant at(JsonObject message) {
        if (message.getValue("timeNano") instanceof Number nanos) {
            return Instant.EPOCH.plusNanos(nanos.longValue());
        }
        // Whole seconds, rounded down: as late as that may mean, so that an end is never taken for one of an earlier
        // run.
        return message.getValue("time") instanceof Number seconds
                ? Instant.ofEpochSecond(seconds.longValue() + 1)
                : Instant.MAX;
    }
}
