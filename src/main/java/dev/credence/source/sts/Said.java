package dev.credence.source.sts;

/** What came of a question. */
sealed interface Said<T> {

    /** The answer. */
    record Answer<T>(T value) implements Said<T> {}

    /** None. */
    record No<T>(Trouble trouble) implements Said<T> {}
}
