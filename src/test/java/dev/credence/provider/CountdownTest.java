package dev.credence.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class CountdownTest {
    private final AtomicInteger rendered = new AtomicInteger();
    private final Countdown countdown = new Countdown(100_000, seconds -> {
        rendered.incrementAndGet();
        return Document.of(200, "text/plain", Long.toString(seconds));
    });

    @Test
    void tellsTheWholeSecondsThatAreLeft() {
        assertThat(text(0)).isEqualTo("100");
        assertThat(text(1)).isEqualTo("99");
        assertThat(text(98_999)).isEqualTo("1");
    }

    @Test
    void hasNothingForTheLastSecond() {
        assertThat(countdown.at(99_000)).isNotNull();
        assertThat(countdown.at(99_001)).isNull();
        assertThat(countdown.at(200_000)).isNull();
    }

    @Test
    void rendersOnceForAllRequestsOfASecond() {
        for (int millis = 1; millis <= 1000; millis++) {
            countdown.at(millis);
        }

        assertThat(rendered).hasValue(1);
    }

    @Property
    void neverTellsMoreThanIsLeft(@ForAll @LongRange(min = 0, max = 99_000) long now) {
        assertThat(Long.parseLong(text(now)) * 1000).isLessThanOrEqualTo(100_000 - now);
    }

    private String text(long now) {
        Document document = countdown.at(now);
        return document == null ? "" : document.body().toString();
    }
}
