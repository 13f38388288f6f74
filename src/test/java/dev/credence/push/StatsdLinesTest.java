package dev.credence.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.config.StatsdFlavor;
import dev.credence.push.Measured.Distribution;
import dev.credence.push.Measured.Level;
import dev.credence.push.Measured.Series;
import dev.credence.push.Measured.Total;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatsdLinesTest {
    private static final List<Double> BOUNDS = List.of(0.001, 0.01, 0.1);

    private final StatsdLines lines = new StatsdLines(StatsdForm.of(StatsdFlavor.DATADOG, Map.of()));

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "DATADOG credence.requests:3|c|#env:prod,provider:aws",
                "TELEGRAF credence_requests,env=prod,provider=aws:3|c",
                "ETSY credence.requests.env.prod.provider.aws:3|c",
            })
    void tagsStandWhereTheServerReadsThem(StatsdFlavor flavor, String line) {
        StatsdLines of = new StatsdLines(StatsdForm.of(flavor, Map.of("env", "prod")));

        assertThat(of.since(List.of(total("credence.requests", 3, "provider", "aws"))))
                .containsExactly(line);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "DATADOG g:1|g|#backend:http_//h_1/a_b_c",
                "TELEGRAF g,backend=http_//h_1/a_b_c:1|g",
                "ETSY g.backend.http___h_1_a_b_c:1|g",
            })
    void whatWouldEndATagIsReplaced(StatsdFlavor flavor, String line) {
        StatsdLines of = new StatsdLines(StatsdForm.of(flavor, Map.of()));

        assertThat(of.since(List.of(level("g", 1, "backend", "http://h:1/a|b,c"))))
                .containsExactly(line);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "DATADOG t.max:2|g|#provider:aws t.count:1|c|#provider:aws",
                "TELEGRAF t_max,provider=aws:2|g t_count,provider=aws:1|c",
                "ETSY t.provider.aws.max:2|g t.provider.aws.count:1|c",
            })
    void whatOfATimeItIsStandsInTheSamePlaceForAllOfIt(StatsdFlavor flavor, String largest, String count) {
        StatsdLines of = new StatsdLines(StatsdForm.of(flavor, Map.of()));
        Series series = series("t", "seconds", "provider", "aws");

        assertThat(of.since(List.of(
                        new Level(series.called(".max"), 0.002),
                        new Distribution(series, 1, 0.002, List.of(), List.of()))))
                .contains(largest, count);
    }

    @Test
    void onlyWhatHasBeenCountedSinceTheLastTimeIsTold() {
        assertThat(lines.since(List.of(total("c", 3)))).containsExactly("c:3|c");
        assertThat(lines.since(List.of(total("c", 5)))).containsExactly("c:2|c");
        assertThat(lines.since(List.of(total("c", 5)))).isEmpty();
        assertThat(lines.since(List.of(total("c", 5), total("c", 1, "x", "y")))).containsExactly("c:1|c|#x:y");
    }

    @Test
    void gaugesAreToldEachTime() {
        assertThat(lines.since(List.of(level("g", 0.25)))).containsExactly("g:0.25|g");
        assertThat(lines.since(List.of(level("g", 0.25)))).containsExactly("g:0.25|g");
    }

    @Test
    void numbersHaveNoExponentAndNeverIsANumberToo() {
        assertThat(lines.since(List.of(
                        level("a", 1_795_362_000.0),
                        level("b", 0.000012345678901234),
                        level("c", Double.POSITIVE_INFINITY),
                        level("d", 1e15))))
                .containsExactly(
                        "a:1795362000|g", "b:0.0000123456789012|g", "c:1000000000000|g", "d:1000000000000000|g");
    }

    @Test
    void theFirstServerIsToldZeroBeforeANegativeGauge() {
        StatsdLines etsy = new StatsdLines(StatsdForm.of(StatsdFlavor.ETSY, Map.of()));

        assertThat(etsy.since(List.of(level("g", -1)))).containsExactly("g:0|g\ng:-1|g");
        assertThat(lines.since(List.of(level("g", -1)))).containsExactly("g:-1|g");
    }

    @Test
    void timesAreToldByCountMeanAndQuantilesInMilliseconds() {
        lines.since(List.of(times(10, 1, List.of(10L, 10L, 10L))));

        assertThat(lines.since(List.of(times(110, 1.5, List.of(60L, 105L, 110L)))))
                .containsExactly("t.count:100|c", "t.mean:5|g", "t.p50:1|g", "t.p95:10|g", "t.p99:82|g");
    }

    @Test
    void timesWithoutBucketsHaveNoQuantilesAndNoneAreToldOfNothing() {
        assertThat(lines.since(List.of(new Distribution(series("t", "seconds"), 2, 1, List.of(), List.of()))))
                .containsExactly("t.count:2|c", "t.mean:500|g");
        assertThat(lines.since(List.of(new Distribution(series("t", "seconds"), 2, 1, List.of(), List.of()))))
                .isEmpty();
    }

    @Test
    void beyondTheLastBoundMoreIsNotKnown() {
        assertThat(lines.since(List.of(times(4, 8, List.of(0L, 0L, 0L))))).contains("t.p50:100|g", "t.p99:100|g");
    }

    @Test
    void theLargestOfTimesIsInMillisecondsAndOtherSecondsAreNot() {
        assertThat(lines.since(List.of(
                        new Level(series("t", "seconds").called(".max"), 0.5),
                        new Level(series("up", "seconds"), 0.5))))
                .containsExactly("t.max:500|g", "up:0.5|g");
    }

    private static Distribution times(long count, double sum, List<Long> counts) {
        return new Distribution(series("t", "seconds"), count, sum, BOUNDS, counts);
    }

    private static Total total(String name, double value, String... tags) {
        return new Total(series(name, "", tags), value);
    }

    private static Level level(String name, double value, String... tags) {
        return new Level(series(name, "", tags), value);
    }

    private static Series series(String name, String unit, String... tags) {
        Map<String, String> map = new TreeMap<>();
        for (int i = 0; i < tags.length; i += 2) {
            map.put(tags[i], tags[i + 1]);
        }
        return new Series(new Measured.Id(name, map), unit, "");
    }
}
