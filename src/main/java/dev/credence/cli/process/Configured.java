package dev.credence.cli.process;

import java.util.function.BiFunction;

/**
 * The back ends as {@code serve} has them, for what this package cannot do by itself: logins, client certificates, Unix
 * sockets. Whoever implements it may load what it likes when it is asked, and not before.
 */
public interface Configured {
    /**
     * Finds out what is asked, and by whom.
     *
     * @param answer asks the cache, and the source if need be
     */
    Answer answer(ProcessArguments arguments, BiFunction<Question, DocumentSource, Answer> answer);
}
