package dev.credence.push;

import dev.credence.push.Measured.Distribution;
import dev.credence.push.Measured.Level;
import dev.credence.push.Measured.Total;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The lines that tell a StatsD server what has changed since the last time: of what is counted the rest, of what is
 * observed how often, its mean and its quantiles, in milliseconds if it is a time. Not for several threads at once.
 */
final class StatsdLines {
    private static final double MILLIS = 1000;

    private final StatsdForm form;
    private Map<Measured.Id, Measured> before = Map.of();

    StatsdLines(StatsdForm form) {
        this.form = form;
    }

    /** What is new in that reading, which must not be older than the one before. */
    List<String> since(List<Measured> reading) {
        List<String> lines = new ArrayList<>();
        Map<Measured.Id, Measured> now = new HashMap<>();
        for (Measured measured : reading) {
            Measured.Id id = measured.series().id();
            now.put(id, measured);
            if (measured instanceof Level level) {
                lines.add(form.level(id, "", level.value() * scale(level)));
            } else if (measured instanceof Total total) {
                count(lines, total);
            } else if (measured instanceof Distribution distribution) {
                Spread.between(earlier(distribution), distribution).ifPresent(spread -> describe(lines, id, spread));
            }
        }
        before = now;
        return lines;
    }

    private void count(List<String> lines, Total total) {
        double more = total.value() - (before.get(total.series().id()) instanceof Total last ? last.value() : 0);
        if (more > 0) {
            lines.add(form.count(total.series().id(), "", more));
        }
    }

    private void describe(List<String> lines, Measured.Id id, Spread spread) {
        double scale = spread.isTime() ? MILLIS : 1;
        lines.add(form.count(id, ".count", (double) spread.count()));
        lines.add(form.level(id, ".mean", spread.mean() * scale));
        spread.quantiles().forEach((name, value) -> lines.add(form.level(id, '.' + name, value * scale)));
    }

    /** The largest of some times, as those themselves; other gauges are what they are. */
    private static double scale(Level level) {
        return level.series().unit().equals(Spread.SECONDS)
                        && level.series().id().suffix().equals(".max")
                ? MILLIS
                : 1;
    }

    private @Nullable Distribution earlier(Distribution of) {
        return before.get(of.series().id()) instanceof Distribution last ? last : null;
    }
}
