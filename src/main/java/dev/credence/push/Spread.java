package dev.credence.push;

import dev.credence.push.Measured.Distribution;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was observed between two readings.
 *
 * @param count at least 1
 * @param mean in the unit of what was observed
 * @param quantiles {@code p50}, {@code p95}, {@code p99}, by linear interpolation in their buckets; empty without buckets
 */
record Spread(boolean isTime, long count, double mean, Map<String, Double> quantiles) {
    static final String SECONDS = "seconds";
    private static final Map<String, Double> WANTED = new LinkedHashMap<>();

    static {
        WANTED.put("p50", 0.5);
        WANTED.put("p95", 0.95);
        WANTED.put("p99", 0.99);
    }

    /** What is in {@code now} and was not in {@code before}, if anything. */
    static Optional<Spread> between(@Nullable Distribution before, Distribution now) {
        long count = now.count() - (before == null ? 0 : before.count());
        if (count <= 0) {
            return Optional.empty();
        }
        double sum = now.sum() - (before == null ? 0 : before.sum());
        Map<String, Double> quantiles = new LinkedHashMap<>();
        if (!now.bounds().isEmpty()) {
            WANTED.forEach((name, part) -> quantiles.put(name, quantile(before, now, part * count)));
        }
        boolean isTime = now.series().unit().equals(SECONDS);
        return Optional.of(new Spread(isTime, count, sum / count, quantiles));
    }

    /** Beyond the last bound it is that bound, as Prometheus has it: no more is known. */
    private static double quantile(@Nullable Distribution before, Distribution now, double rank) {
        double lower = 0;
        long below = 0;
        for (int i = 0; i < now.bounds().size(); i++) {
            long upTo =
                    now.counts().get(i) - (before == null ? 0 : before.counts().get(i));
            double upper = now.bounds().get(i);
            if (upTo >= rank) {
                return lower + (upper - lower) * (rank - below) / Math.max(1, upTo - below);
            }
            lower = upper;
            below = upTo;
        }
        return lower;
    }
}
