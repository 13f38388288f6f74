package dev.credence.dev;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long issued things live.
 *
 * @param limit what a request gets that asks for nothing, and the most that it may ask for
 */
record Lifetime(Duration limit) {
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");
    /** Go's durations as far as people use them here, with the days that Vault adds. */
    private static final Pattern UNITS =
            Pattern.compile("(?:(\\d{1,5})d)?(?:(\\d{1,6})h)?(?:(\\d{1,8})m)?(?:(\\d{1,9})s)?");

    Lifetime {
        if (limit.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException("a development TTL must be one second at least, but is " + limit);
        }
    }

    /**
     * The life that a parameter of that name gets: cut to the limit without a word, as Vault's AWS engine does it; empty
     * if the parameter is no duration.
     */
    Optional<Duration> granted(VaultCall call, String parameter) {
        return call.text(parameter)
                .map(Lifetime::parsed)
                .orElse(Optional.of(limit))
                .map(this::cut);
    }

    private Duration cut(Duration asked) {
        return asked.isZero() || asked.compareTo(limit) > 0 ? limit : asked;
    }

    private static Optional<Duration> parsed(String text) {
        if (SECONDS.matcher(text).matches()) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
        }
        Matcher units = UNITS.matcher(text);
        if (!units.matches()) {
            return Optional.empty();
        }
        return Optional.of(Duration.ofDays(number(units, 1))
                .plusHours(number(units, 2))
                .plusMinutes(number(units, 3))
                .plusSeconds(number(units, 4)));
    }

    private static long number(Matcher units, int group) {
        String digits = units.group(group);
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
