package dev.credence.config;

/** What a problem means for the start. */
public enum Severity {
    /** The configuration cannot be used. */
    ERROR,
    /** It can be used, but will probably not do what was meant. */
    WARNING
}
