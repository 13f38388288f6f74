package dev.credence.cli;

/** How a command ended, after sysexits.h. */
final class ExitCode {
    static final int OK = 0;
    /** Wrong arguments. */
    static final int USAGE = 64;
    /** A back end cannot be reached, or does not work. */
    static final int UNAVAILABLE = 69;
    /** A defect of ours. */
    static final int INTERNAL = 70;
    /** An address cannot be listened on, or a file cannot be created. */
    static final int CANNOT_CREATE = 73;
    /** A back end works and refuses. */
    static final int DENIED = 77;
    /** The configuration cannot be used. */
    static final int CONFIGURATION = 78;

    private ExitCode() {}
}
