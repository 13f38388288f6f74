package dev.credence.config;

import java.util.Map;
import java.util.Optional;

/**
 * Who gets metrics. Any of them, together or alone.
 *
 * @param prometheus whether the ops listener has {@code /metrics}
 * @param tags added to everything that is pushed, in the order of the file
 */
public record MetricsConfig(
        boolean prometheus, Map<String, String> tags, Optional<StatsdConfig> statsd, Optional<OtlpConfig> otlp) {

    /** True if nobody gets any, so that nothing need be counted. */
    public boolean isOff() {
        return !prometheus && statsd.isEmpty() && otlp.isEmpty();
    }

    /** The same for a gateway beside the one that this is the configuration of: pushes of two would be taken for one. */
    public MetricsConfig local() {
        return new MetricsConfig(prometheus, tags, Optional.empty(), Optional.empty());
    }
}
