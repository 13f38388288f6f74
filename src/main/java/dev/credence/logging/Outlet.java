package dev.credence.logging;

import java.io.IOException;

/** Where whole lines go. May block: it is only used by the thread of its {@link QueuedSink}, but for {@link #abort}. */
interface Outlet {
    /**
     * Writes one line, as its encoder made it.
     *
     * @throws IOException if it was not written, or not for sure; the same line is given again then
     */
    void write(byte[] line) throws IOException;

    /** The file may have been moved away: look again. */
    default void reopen() {}

    /** Nothing more will be written. */
    void close();

    /** Ends a write that does not return; any thread. */
    default void abort() {}
}
