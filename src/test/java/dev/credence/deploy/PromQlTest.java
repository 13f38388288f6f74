package dev.credence.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the other tests of this package rest on. */
class PromQlTest {
    @Test
    void findsMetricsWithTheLabelsThatTheyAreChosenBy() {
        PromQl read = PromQl.of(
                "histogram_quantile(0.99, sum by (le, provider)"
                        + " (rate(a_bucket{job=~\"$job\",x!=\"}{\"}[$__rate_interval]))) / on (instance) group_left (version) b");

        assertThat(read.metrics()).isEqualTo(Map.of("a_bucket", Set.of("job", "x"), "b", Set.of()));
        assertThat(read.grouped()).containsExactlyInAnyOrder("le", "provider", "instance", "version");
    }

    @Test
    void takesNoFunctionWordOrNumberForAMetric() {
        PromQl read = PromQl.of(
                "(time() - instance:a:min > 1e3) and on () vector(1) unless absent(b{c=\"d(e)\"} offset 5m) == bool 0");

        assertThat(read.metrics().keySet()).containsExactlyInAnyOrder("instance:a:min", "b");
    }
}
