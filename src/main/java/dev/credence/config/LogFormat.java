package dev.credence.config;

/** What a line of the log looks like. */
public enum LogFormat {
    /** For people: aligned, fields as {@code key="value"}. */
    TEXT,
    /** One JSON object a line, each field a member of its own. */
    JSON,
    /** Graylog's Extended Log Format 1.1. */
    GELF
}
