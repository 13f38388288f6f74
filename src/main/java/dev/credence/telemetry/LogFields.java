package dev.credence.telemetry;

import java.util.Set;

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

    /** Names of ours, and those that a format has besides: nobody else's may be called so. */
    public static final Set<String> RESERVED = Set.of(
            PROVIDER,
            CREDENTIAL,
            CALLER,
            BACKEND,
            OUTCOME,
            DURATION,
            EXPIRES,
            REQUEST_ID,
            "address",
            "container",
            "error",
            "host",
            "id",
            "image",
            "key_suffix",
            "level",
            "logger",
            "match",
            "message",
            "role",
            "rule",
            "timestamp",
            "variant",
            "version");

    private LogFields() {}
}
