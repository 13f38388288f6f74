package dev.credence.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationTextTest {
    @Property
    void whatIsFormattedReadsBackAsTheSame(@ForAll @LongRange(min = 0, max = 1_000_000_000_000L) long milliseconds) {
        Duration duration = Duration.ofMillis(milliseconds);

        assertThat(DurationText.parse(DurationText.format(duration))).isEqualTo(duration);
    }

    @Property
    void anyTextIsReadOrRefusedButNeverFailsOtherwise(@ForAll @StringLength(max = 30) String text) {
        try {
            assertThat(DurationText.parse(text)).isGreaterThanOrEqualTo(Duration.ZERO);
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessageStartingWith("is not a duration");
        }
    }

    @ParameterizedTest
    @CsvSource({"900ms,900", "10s,10000", "15m,900000", "1h30m,5400000", "1h0m5s7ms,3605007", "0s,0", "90m,5400000"})
    void readsTheUnitsThatPeopleWrite(String text, long milliseconds) {
        assertThat(DurationText.parse(text)).hasMillis(milliseconds);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10", "s", "-5s", "1.5h", "10 s", "5s1h", "10S", "1h1h", "1d", "99999999999h", "soon"})
    void refusesEverythingElse(String text) {
        assertThatThrownBy(() -> DurationText.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("is not a duration; write it like 900ms, 10s, 15m or 1h30m");
    }
}
