package dev.credence.cli.process;

import java.util.Optional;

/** How one HTTP request ended. */
sealed interface WebReply {
    /**
     * An answer, whatever it says.
     *
     * @param location where a redirect leads
     */
    record Answered(int status, byte[] body, Optional<String> location) implements WebReply {}

    /**
     * None that is complete.
     *
     * @param refused whether nobody listens there
     */
    record NoAnswer(String why, boolean refused) implements WebReply {}
}
