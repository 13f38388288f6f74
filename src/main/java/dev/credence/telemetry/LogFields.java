package dev.credence.telemetry;

/** The keys of log lines; operators search by them, so they never change. */
public final class LogFields {
    public static final String PROVIDER = "provider";
    public static final String CREDENTIAL = "credential";
    public static final String CALLER = "caller";
    public static final String BACKEND = "backend";
    public static final String OUTCOME = "outcome";
    /** Milliseconds. */
    public static final String DURATION = "duration_ms";
    /** An instant, UTC. */
    public static final String EXPIRES = "expires";

    public static final String REQUEST_ID = "request_id";

    private LogFields() {}
}
