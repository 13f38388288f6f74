package dev.credence.node;

import dev.credence.config.NodeConfig;
import dev.credence.credential.Scheduler;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the start-up taint off the node as soon as the gateway is ready for the first time, so that no workload is
 * started where it would find no credentials (kubernetes.io, "Taints and Tolerations"; the kubelet registers a new node
 * with it, {@code --register-with-taints}). Goes on trying until it is gone; afterwards the node is let alone, since
 * what workloads have been started on a node must not be driven away by a gateway that is not ready for a while.
 *
 * <p>Belongs to the context of its scheduler.
 */
final class StartupTaint {
    private static final Logger LOG = LoggerFactory.getLogger(StartupTaint.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final NodeApi api;
    private final NodeConfig config;
    private final Supplier<Future<Boolean>> ready;
    private final Scheduler scheduler;
    private Duration pause = LOOK;
    private String told = "";
    private @Nullable JsonArray objectedTo;
    private Scheduler.@Nullable Timer timer;
    private boolean over;

    /**
     * @param ready whether workloads that come now would be served
     */
    StartupTaint(NodeApi api, NodeConfig config, Supplier<Future<Boolean>> ready, Scheduler scheduler) {
        this.api = api;
        this.config = config;
        this.ready = ready;
        this.scheduler = scheduler;
    }

    /** True once there is nothing left to do. */
    boolean isOver() {
        return over;
    }

    /** Looks once a second whether the gateway is ready. */
    void waitUntilReady() {
        timer = null;
        ready.get().otherwise(false).onSuccess(now -> {
            if (now) {
                remove();
            } else {
                later(LOOK, this::waitUntilReady);
            }
        });
    }

    /** Nothing happens any more; what is under way at the API server may still take place. */
    void close() {
        over = true;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void remove() {
        timer = null;
        api.taints()
                .compose(taints -> {
                    JsonArray left = without(taints);
                    return left.size() == taints.size()
                            ? Future.succeededFuture(Removal.WAS_NOT_THERE)
                            : api.replace(taints, left).compose(objection -> judged(taints, objection));
                })
                .onSuccess(this::removed)
                .onFailure(this::failed);
    }

    /** Whose taints were the same the last time was not overtaken by anybody: the server does not want the change. */
    private Future<Removal> judged(JsonArray taints, Optional<String> objection) {
        if (objection.isEmpty()) {
            return Future.succeededFuture(Removal.DONE);
        }
        if (!taints.equals(objectedTo)) {
            objectedTo = taints;
            return Future.succeededFuture(Removal.OVERTAKEN);
        }
        return Future.failedFuture(new NodeApi.Failed("the API server does not take the change: " + objection.get()));
    }

    private enum Removal {
        DONE,
        WAS_NOT_THERE,
        /** Somebody else changed the taints meanwhile. */
        OVERTAKEN
    }

    private void removed(Removal removal) {
        if (removal == Removal.OVERTAKEN) {
            later(LOOK, this::remove);
            return;
        }
        over = true;
        LOG.atInfo()
                .addKeyValue("node", config.name())
                .addKeyValue("taint", config.startupTaint())
                .addKeyValue("outcome", removal == Removal.DONE ? "removed" : "absent")
                .log("ready: the node takes workloads");
    }

    private void failed(Throwable failure) {
        String why = String.valueOf(failure.getMessage());
        if (!why.equals(told)) {
            told = why;
            LOG.atError()
                    .addKeyValue("node", config.name())
                    .addKeyValue("taint", config.startupTaint())
                    .log("the start-up taint stays, and no workload starts on this node: {}", why);
        }
        later(pause, this::remove);
        pause = pause.multipliedBy(2);
        pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }

    private void later(Duration delay, Runnable task) {
        if (!over) {
            timer = scheduler.after(delay, task);
        }
    }

    /** With whatever value and effect: the key alone says whose it is. */
    private JsonArray without(JsonArray taints) {
        JsonArray left = new JsonArray();
        for (Object taint : taints) {
            boolean ours =
                    taint instanceof JsonObject written && config.startupTaint().equals(written.getString("key"));
            if (!ours) {
                left.add(taint);
            }
        }
        return left;
    }
}
