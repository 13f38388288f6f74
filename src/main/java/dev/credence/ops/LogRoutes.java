package dev.credence.ops;

import dev.credence.config.DurationText;
import dev.credence.config.LogLevel;
import dev.credence.config.LogPart;
import dev.credence.logging.LogLevels;
import dev.credence.logging.LogLevels.Change;
import dev.credence.logging.Logging;
import dev.credence.logging.SinkStatus;
import dev.credence.telemetry.LogFields;
import dev.credence.telemetry.RequestId;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /log}: the levels and how the sinks are doing. {@code POST /log?level=debug&for=10m&part=vault}: another level for
 * a while, of one part or of all that have none of their own; it goes back by itself, or by {@code DELETE /log}. On the ops
 * listener's event loop.
 */
final class LogRoutes {
    private static final Logger LOG = LoggerFactory.getLogger("credence.ops");
    private static final Duration USUAL = Duration.ofMinutes(10);
    /** A level that was meant for a moment must not fill the disk over the week-end. */
    private static final Duration LONGEST = Duration.ofHours(24);

    private static final List<String> PARAMETERS = List.of("for", "level", "part");
    /** Not "level", which is what the line itself has. */
    private static final String NEW_LEVEL = "new_level";

    private final Vertx vertx;
    private final InstantSource clock;
    private final LogLevels levels = Logging.levels();
    private @Nullable Instant ends;

    LogRoutes(Vertx vertx, InstantSource clock) {
        this.vertx = vertx;
        this.clock = clock;
    }

    /**
     * Adds them.
     *
     * @param authorize lets only those go on who may change something
     */
    void addTo(Router router, Handler<RoutingContext> authorize) {
        router.get("/log").handler(routing -> OpsRoutes.reply(routing, 200, page()));
        router.post("/log").handler(authorize).handler(this::change);
        router.delete("/log").handler(authorize).handler(this::reset);
    }

    private void change(RoutingContext routing) {
        Change change;
        Duration time;
        try {
            refuseOthers(routing);
            LogLevel level = word(routing, "level", LogLevel.values(), LogLevel::valueOf);
            LogPart part = routing.queryParam("part").isEmpty()
                    ? null
                    : word(routing, "part", LogPart.values(), LogPart::valueOf);
            change = new Change(level, part);
            time = duration(routing);
        } catch (IllegalArgumentException wrong) {
            OpsRoutes.reply(routing, 400, new JsonObject().put("error", wrong.getMessage()));
            return;
        }
        // Before the change: after it this line may be one of those that are not wanted.
        LOG.atWarn()
                .addKeyValue(NEW_LEVEL, lower(change.level()))
                .addKeyValue(
                        "part", change.part() == null ? "all" : change.part().label())
                .addKeyValue("for", DurationText.format(time))
                .addKeyValue(LogFields.REQUEST_ID, routing.response().headers().get(RequestId.HEADER))
                .log("log level changed by an operator");
        levels.change(change);
        ends = clock.instant().plus(time);
        vertx.setTimer(time.toMillis(), due -> end(change));
        OpsRoutes.reply(routing, 200, page());
    }

    private void reset(RoutingContext routing) {
        levels.state().change().ifPresent(this::end);
        OpsRoutes.reply(routing, 200, page());
    }

    /** With a misspelt {@code part} it would be all parts that are changed. */
    private static void refuseOthers(RoutingContext routing) {
        for (String parameter : routing.queryParams().names()) {
            if (!PARAMETERS.contains(parameter)) {
                throw new IllegalArgumentException("unknown parameter; known here: " + String.join(", ", PARAMETERS));
            }
        }
    }

    private void end(Change change) {
        if (levels.end(change)) {
            ends = null;
            LOG.atWarn()
                    .addKeyValue(NEW_LEVEL, lower(levels.state().level()))
                    .log("log level is the configured one again");
        }
    }

    private static Duration duration(RoutingContext routing) {
        List<String> given = routing.queryParam("for");
        Duration time;
        try {
            time = given.isEmpty() ? USUAL : DurationText.parse(given.get(0));
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("for " + wrong.getMessage(), wrong);
        }
        if (time.compareTo(LONGEST) > 0 || time.isZero()) {
            throw new IllegalArgumentException("for is not between 1ms and 24h");
        }
        return time;
    }

    private static <E extends Enum<E>> E word(
            RoutingContext routing, String parameter, E[] values, Function<String, E> parser) {
        List<String> given = routing.queryParam(parameter);
        List<String> known = Arrays.stream(values).map(LogRoutes::lower).toList();
        if (given.size() != 1 || !known.contains(given.get(0))) {
            throw new IllegalArgumentException(parameter + " is one of " + String.join(", ", known));
        }
        return parser.apply(given.get(0).toUpperCase(Locale.ROOT));
    }

    private JsonObject page() {
        LogLevels.State state = levels.state();
        JsonObject parts = new JsonObject();
        state.parts().forEach((part, level) -> parts.put(part.label(), lower(level)));
        JsonObject page = new JsonObject().put("level", lower(state.level())).put("levels", parts);
        state.change().ifPresent(change -> {
            JsonObject shown = new JsonObject().put("level", lower(change.level()));
            if (change.part() != null) {
                shown.put("part", change.part().label());
            }
            if (ends != null) {
                shown.put("ends", ends.truncatedTo(ChronoUnit.MILLIS).toString());
            }
            page.put("change", shown);
        });
        return page.put(
                "sinks",
                new JsonArray(Logging.sinks().stream().map(LogRoutes::sink).toList()));
    }

    private static JsonObject sink(SinkStatus sink) {
        return new JsonObject()
                .put("name", sink.name())
                .put("state", sink.failing() ? "failing" : "working")
                .put("waiting", sink.waiting())
                .put("lost", sink.lost());
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
