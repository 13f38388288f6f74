package dev.credence.cli.process;

/** Where documents come from. Blocks, in bounded time. */
@FunctionalInterface
public interface DocumentSource {
    /** Asks for a new one. */
    Answer issue();
}
