package dev.credence.provider;

import dev.credence.credential.Outcome;
import java.util.List;

/**
 * What a workload is told when there is no credential: what it can do with, and the code to show to its operator. What
 * the back end itself said (paths, policies, addresses) is in the log and on the status page, for those who run it.
 */
public final class FailureText {
    /** Codes of what the gateway itself decides: those messages are written for callers. */
    private static final List<String> OWN = List.of("imds.", "limit.", "gateway.", "role.");

    private FailureText() {}

    /** One sentence with the failure's code. */
    public static String of(Outcome.Failure failure) {
        boolean own = OWN.stream().anyMatch(failure.code()::startsWith);
        return own ? failure.message() : sentence(failure) + " (" + failure.code() + ")";
    }

    private static String sentence(Outcome.Failure failure) {
        if (failure instanceof Outcome.NotFound) {
            return "the back end does not know this role";
        }
        if (failure instanceof Outcome.Denied) {
            return "this role is refused";
        }
        return failure instanceof Outcome.Throttled
                ? "too many requests, ask again later"
                : "no credential can be had at the moment, ask again";
    }
}
