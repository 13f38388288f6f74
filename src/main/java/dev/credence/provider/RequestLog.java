package dev.credence.provider;

import dev.credence.caller.Caller;
import dev.credence.telemetry.ChosenFields;
import dev.credence.telemetry.LogFields;
import org.slf4j.spi.LoggingEventBuilder;

/** What every line about a request has. */
public final class RequestLog {
    private RequestLog() {}

    /** The line with the request's id and with what the configuration wants copied (log.fields). */
    public static LoggingEventBuilder about(LoggingEventBuilder line, Exchange exchange) {
        return about(line, exchange, exchange.caller());
    }

    /** As above, where a token has told who the caller is. */
    static LoggingEventBuilder about(LoggingEventBuilder line, Exchange exchange, Caller caller) {
        return ChosenFields.current()
                .addTo(
                        line.addKeyValue(LogFields.REQUEST_ID, exchange.requestId()),
                        exchange::header,
                        caller.labels(),
                        caller.environment());
    }
}
