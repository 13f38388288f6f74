package dev.credence.cli.process;

import java.util.Optional;

/** How one HTTP request ended. */
sealed interface WebReply {
    /**
     * An answer, whatever it says.
     *
     * @param body may hold secrets
     * @param location where a redirect leads
     */
    record Answered(int status, String body, Optional<String> location) implements WebReply {
        /** Without the body. */
        @Override
        public String toString() {
            return "Answered[status=" + status + "]";
        }
    }

    /**
     * None that is complete.
     *
     * @param refused whether nobody listens there
     */
    record NoAnswer(String why, boolean refused) implements WebReply {}
}
