package dev.credence.ops;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.micrometer.core.instrument.distribution.HistogramSnapshot;
import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * How many requests took how long, as some histograms had it at one moment. Immutable.
 *
 * @param below number of requests by the time, in seconds, that they took at most; each has all that are below it
 * @param count all of them, also those beyond the last bound
 */
record LatencyBuckets(SortedMap<Double, Double> below, double count) {

    /** All of these together. */
    static LatencyBuckets of(Collection<Timer> timers) {
        SortedMap<Double, Double> below = new TreeMap<>();
        double count = 0;
        for (Timer timer : timers) {
            HistogramSnapshot snapshot = timer.takeSnapshot();
            count += snapshot.count();
            for (CountAtBucket bucket : snapshot.histogramCounts()) {
                below.merge(bucket.bucket(TimeUnit.SECONDS), bucket.count(), Double::sum);
            }
        }
        return new LatencyBuckets(below, count);
    }

    /** Only what came after {@code before}. */
    LatencyBuckets since(LatencyBuckets before) {
        SortedMap<Double, Double> later = new TreeMap<>();
        below.forEach((bound, number) ->
                later.put(bound, Math.max(0, number - before.below().getOrDefault(bound, 0.0))));
        return new LatencyBuckets(later, Math.max(0, count - before.count()));
    }

    /**
     * The time that this part of the requests took at most, in seconds, as Prometheus estimates it: evenly spread within a
     * bucket, and the last bound for whatever is beyond it.
     *
     * @param part between 0 and 1
     * @return {@link Double#NaN} if there were none, or nothing is known of their time
     */
    double quantile(double part) {
        if (count <= 0 || below.isEmpty()) {
            return Double.NaN;
        }
        double wanted = part * count;
        double lowerBound = 0;
        double lowerNumber = 0;
        for (Map.Entry<Double, Double> bucket : below.entrySet()) {
            double number = bucket.getValue();
            if (number >= wanted && number > lowerNumber) {
                return lowerBound + (bucket.getKey() - lowerBound) * (wanted - lowerNumber) / (number - lowerNumber);
            }
            lowerBound = bucket.getKey();
            lowerNumber = number;
        }
        return below.lastKey();
    }
}
