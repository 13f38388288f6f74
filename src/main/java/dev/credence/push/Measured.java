package dev.credence.push;

import java.util.List;
import java.util.Map;

/** What one meter showed at one moment. Immutable. */
sealed interface Measured {
    /** Which series it belongs to. */
    Series series();

    /**
     * What tells one series from others.
     *
     * @param meter its name, with dots
     * @param suffix what of the meter it is, {@code .max} say; empty if it is all
     * @param tags in the order of their names
     */
    record Id(String meter, String suffix, Map<String, String> tags) {
        Id(String meter, Map<String, String> tags) {
            this(meter, "", tags);
        }

        String name() {
            return meter + suffix;
        }
    }

    /**
     * A series.
     *
     * @param unit {@code seconds}, {@code bytes}, ...; empty if it has none
     * @param description may be empty
     */
    record Series(Id id, String unit, String description) {
        String name() {
            return id.name();
        }

        Map<String, String> tags() {
            return id.tags();
        }

        /** Another one of the same meter. */
        Series called(String suffix) {
            return new Series(new Id(id.meter(), suffix, tags()), unit, description);
        }
    }

    /** What has been counted since the start; never falls. */
    record Total(Series series, double value) implements Measured {}

    /** What is now; may be infinite. */
    record Level(Series series, double value) implements Measured {}

    /**
     * What has been observed since the start.
     *
     * @param sum in the series' unit
     * @param bounds upper ones of the buckets, rising, without the last, which has none; empty if there are no buckets
     * @param counts of observations that are no larger than the bound; as many as bounds
     */
    record Distribution(Series series, long count, double sum, List<Double> bounds, List<Long> counts)
            implements Measured {}
}
