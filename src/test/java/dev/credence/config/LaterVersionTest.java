package dev.credence.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the design has and this version does not is told, not ignored. */
class LaterVersionTest {
    /** Documented for later; each on line 2. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "metrics: {statsd: {address: 'h:1'}} | metrics.statsd.address: not available in this version; remove"
                        + " it",
                "metrics: {otlp: {url: 'http://h'}} | metrics.otlp.url: not available in this version; remove it",
            })
    void saysThatAKeyBelongsToALaterVersion(String line, String problem) {
        assertThat(Written.smallestAnd(line).problems()).containsExactly("credence.yaml:2: " + problem);
    }
}
