package dev.credence.logging;

import dev.credence.config.LogSink;
import dev.credence.telemetry.LogFields;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of sinks that do not take lines: on the other sinks at once, on the one concerned when it works again. */
class SinkReport {
    private static final Logger LOG = LoggerFactory.getLogger("credence.log");
    private static final String SINK = "sink";

    void fails(LogSink sink, Exception why) {
        LOG.atWarn()
                .addKeyValue(SINK, sink.label())
                .addKeyValue(LogFields.OUTCOME, reason(why))
                .log("log lines cannot be written there; they wait, and it is tried again");
    }

    /** It does not say that it cannot, as a server does that reads nothing; or it is too slow. */
    void full(LogSink sink) {
        LOG.atWarn()
                .addKeyValue(SINK, sink.label())
                .log("log lines are lost: those that wait to be written there have filled the queue");
    }

    void grows(LogSink sink, Exception why) {
        LOG.atWarn()
                .addKeyValue(SINK, sink.label())
                .addKeyValue(LogFields.OUTCOME, reason(why))
                .log("log file cannot be set aside; it grows on beyond max-size");
    }

    void works(LogSink sink) {
        LOG.atInfo().addKeyValue(SINK, sink.label()).log("log lines can be written there again");
    }

    void lost(LogSink sink, long lines) {
        LOG.atWarn().addKeyValue(SINK, sink.label()).addKeyValue("lines", lines).log("log lines were lost");
    }

    /** What is wrong, in a few words. */
    static String reason(Exception why) {
        String message = String.valueOf(why.getMessage());
        return why instanceof java.nio.file.AccessDeniedException
                ? "access denied"
                : why instanceof java.nio.file.NoSuchFileException ? "no such directory" : message;
    }
}
