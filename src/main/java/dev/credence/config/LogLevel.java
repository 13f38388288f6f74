package dev.credence.config;

/** How much is logged. A hit is logged at {@link #DEBUG} at most. */
public enum LogLevel {
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE
}
