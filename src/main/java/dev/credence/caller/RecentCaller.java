package dev.credence.caller;

import java.time.Instant;
import java.util.Optional;

/**
 * Somebody who came, and whom it was taken for; for people. Holds nothing of its environment or labels.
 *
 * @param match what it was recognised by
 * @param container the short id of its container, if it is one
 * @param refusal why it was not recognised, if it was not
 * @param seen when its last connection came
 */
public record RecentCaller(
        String name,
        String address,
        String rule,
        String match,
        Optional<String> container,
        Optional<String> image,
        Optional<String> refusal,
        Instant seen) {}
