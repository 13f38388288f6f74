package dev.credence.ops;

import dev.credence.telemetry.LogFields;
import dev.credence.telemetry.RequestId;
import dev.credence.telemetry.Secret;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an operator may change, with the ops token: refresh and drop. */
final class ActionRoutes {
    private static final Logger LOG = LoggerFactory.getLogger("credence.ops");
    /** In whatever case, as RFC 9110 has it for schemes. */
    private static final Pattern BEARER = Pattern.compile("bearer +(.*)", Pattern.CASE_INSENSITIVE);

    private final OpsParts parts;

    ActionRoutes(OpsParts parts) {
        this.parts = parts;
    }

    void addTo(Router router) {
        router.post("/credentials/:name/refresh")
                .handler(this::authorize)
                .handler(routing -> act(routing, "refresh", parts.credentials()::refresh));
        router.post("/credentials/:name/drop")
                .handler(this::authorize)
                .handler(routing -> act(routing, "drop", parts.credentials()::drop));
    }

    /** The header also keeps pages of others out: a browser sends it across origins only after asking, which is refused. */
    void authorize(RoutingContext routing) {
        Optional<Secret> token = parts.token().get();
        if (token.isEmpty()) {
            refused(routing, "actions_off");
            OpsRoutes.reply(routing, 403, new JsonObject().put("error", "actions are off: set ops.token-file"));
            return;
        }
        String header = routing.request().getHeader(HttpHeaders.AUTHORIZATION);
        Matcher given = BEARER.matcher(header == null ? "" : header);
        if (given.matches() && token.get().matches(given.group(1))) {
            routing.next();
        } else {
            refused(routing, header == null ? "no_token" : "wrong_token");
            routing.response().putHeader("WWW-Authenticate", "Bearer realm=\"ops\"");
            OpsRoutes.reply(routing, 401, new JsonObject().put("error", "the ops token is missing or wrong"));
        }
    }

    private static void refused(RoutingContext routing, String why) {
        SocketAddress peer = routing.request().remoteAddress();
        LOG.atWarn()
                .addKeyValue("address", peer == null ? "" : peer.hostAddress())
                .addKeyValue(LogFields.OUTCOME, why)
                .addKeyValue(LogFields.REQUEST_ID, routing.response().headers().get(RequestId.HEADER))
                .log("request of an operator refused");
    }

    private void act(RoutingContext routing, String action, Function<String, Future<Integer>> service) {
        String name = routing.pathParam("name");
        service.apply(name)
                .onSuccess(keys -> {
                    LOG.atInfo()
                            .addKeyValue(LogFields.CREDENTIAL, keys == 0 ? "" : name)
                            .addKeyValue(LogFields.OUTCOME, keys == 0 ? "unknown" : "accepted")
                            .addKeyValue(
                                    LogFields.REQUEST_ID,
                                    routing.response().headers().get(RequestId.HEADER))
                            .log("{} requested by an operator", action);
                    OpsRoutes.reply(
                            routing,
                            keys == 0 ? 404 : 202,
                            keys == 0
                                    ? new JsonObject().put("error", "no such credential is held")
                                    : new JsonObject().put("keys", keys));
                })
                .onFailure(routing::fail);
    }
}
