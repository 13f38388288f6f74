package dev.credence.caller.docker;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is told of an engine: each change once, however often it shows. Belongs to one context. */
final class EngineLog {
    private static final Logger LOG = LoggerFactory.getLogger(EngineLog.class);
    private static final String ENGINE = "engine";
    private static final String ERROR = "error";

    private final String engine;
    private boolean saidUnreachable;
    private boolean saidServed;
    private boolean saidTooMany;

    EngineLog(String engine) {
        this.engine = engine;
    }

    void following(String version, int containers) {
        saidUnreachable = false;
        saidServed = false;
        LOG.atInfo()
                .addKeyValue(ENGINE, engine)
                .addKeyValue("api", version)
                .addKeyValue("containers", containers)
                .log("following the events of the container engine");
    }

    void cut(EngineTrouble trouble) {
        saidUnreachable = true;
        LOG.atWarn()
                .addKeyValue(ENGINE, engine)
                .addKeyValue(ERROR, trouble.getMessage())
                .log("the events of the container engine have ended; it is asked again and again");
    }

    void unreachable(EngineTrouble trouble) {
        if (!saidUnreachable) {
            saidUnreachable = true;
            LOG.atWarn()
                    .addKeyValue(ENGINE, engine)
                    .addKeyValue(ERROR, trouble.getMessage())
                    .log("the container engine cannot be asked; its containers get nothing until it can");
        }
    }

    void servedFromInventory(EngineTrouble trouble) {
        if (!saidServed) {
            saidServed = true;
            LOG.atWarn()
                    .addKeyValue(ENGINE, engine)
                    .addKeyValue(ERROR, trouble.getMessage())
                    .log("the container engine does not answer; callers are recognised by what it told last");
        }
    }

    void listed(int containers) {
        if (containers >= Inventory.MOST && !saidTooMany) {
            saidTooMany = true;
            LOG.atWarn()
                    .addKeyValue(ENGINE, engine)
                    .addKeyValue("most", Inventory.MOST)
                    .log("more containers than can be known; the rest is refused");
        }
    }

    void trouble(EngineTrouble trouble) {
        LOG.atDebug()
                .addKeyValue(ENGINE, engine)
                .addKeyValue(ERROR, trouble.getMessage())
                .log("the container engine did not say what it was asked");
    }
}
