package dev.credence.source.ims;

import dev.credence.credential.Outcome;
import dev.credence.source.UnreadableAnswer;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/** What came of asking the metadata service for something. */
sealed interface Reading<T> {

    /** It was there. */
    record Read<T>(T value) implements Reading<T> {
        /** Without the value, which may be secret. */
        @Override
        public String toString() {
            return "Read";
        }
    }

    /** It was not. */
    record Failed<T>(Outcome.Failure why) implements Reading<T> {}

    /** Makes it of the body of a successful answer, which may be empty. */
    @FunctionalInterface
    interface Reader<T> {
        Reading<T> read(Buffer body) throws UnreadableAnswer;
    }

    /** Why it was not there. */
    default Optional<Outcome.Failure> failure() {
        return this instanceof Failed<T> failed ? Optional.of(failed.why()) : Optional.empty();
    }
}
