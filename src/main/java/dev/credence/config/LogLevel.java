package dev.credence.config;

/** How much is logged. A hit is logged at {@link #DEBUG} at most. */
public enum LogLevel {
    /** Nothing at all; for single parts. */
    OFF,
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE
}
