package dev.credence.ops;

import java.util.function.Supplier;

/** One page that is looked at. Sends it what changes, and all of it after it could not keep up. One context. */
final class EventStream {
    /** Rounds after which something has to be sent, so that neither end takes the other for gone. */
    static final int MOST_QUIET = 15;
    /** Rounds that a page may leave unread what it was sent. */
    static final int MOST_UNREAD = 15;

    private static final String HEARTBEAT = ": still here\n\n";

    private final Client client;
    private boolean complete;
    private int quiet;
    private int unread;

    /** Whoever reads it. */
    interface Client {
        /** True if more has been written than was taken. */
        boolean isFull();

        /** Writes without waiting. */
        void write(String text);

        /** Ends the answer, and the connection if it cannot be ended. */
        void end();
    }

    EventStream(Client client) {
        this.client = client;
    }

    /**
     * The next round.
     *
     * @param whole the state as it is now
     * @param change since the round before; empty text if there is none
     * @return false if it has left unread for too long what it was sent, and is to be dropped
     */
    boolean next(Supplier<String> whole, String change) {
        if (client.isFull()) {
            complete = false;
            return ++unread <= MOST_UNREAD;
        }
        unread = 0;
        if (!complete) {
            complete = true;
            send(event(whole.get()));
        } else if (!change.isEmpty()) {
            send(event(change));
        } else if (++quiet >= MOST_QUIET) {
            send(HEARTBEAT);
        }
        return true;
    }

    void end() {
        client.end();
    }

    private void send(String text) {
        quiet = 0;
        client.write(text);
    }

    /** JSON has no line ends that are not escaped, so it is one line. */
    private static String event(String json) {
        return "data: " + json + "\n\n";
    }
}
