package dev.credence.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import picocli.CommandLine.Help.Ansi;

/** The page {@code /status} as tables for people. Whatever the page says, a terminal is told nothing but text. */
final class StatusReport {
    private static final List<String> CREDENTIALS =
            List.of("CREDENTIAL", "PROVIDER", "BACKEND", "STATE", "LEFT", "REFRESH", "EXPIRES", "LAST REFRESH");
    private static final List<String> BACKENDS = List.of("BACKEND", "STATE", "BREAKER", "TOKEN ENDS");
    private static final int STATE = 3;
    private static final int BACKEND_STATE = 1;
    private static final String NONE = "-";

    private final JsonObject page;
    private final Instant now;
    private final Ansi colours;
    private final List<String> lines = new ArrayList<>();

    private StatusReport(JsonObject page, Instant now, Ansi colours) {
        this.page = page;
        this.now = now;
        this.colours = colours;
    }

    /** The lines of the report. */
    static List<String> of(JsonObject page, Instant now, Ansi colours) {
        StatusReport report = new StatusReport(page, now, colours);
        report.head();
        report.findings();
        report.credentials();
        report.backends();
        report.lines.addAll(TrafficReport.of(page));
        return List.copyOf(report.lines);
    }

    private void head() {
        String up = instant(page, "started")
                .map(started -> ", up " + time(Duration.between(started, now)))
                .orElse("");
        String stopping = Boolean.TRUE.equals(page.getValue("stopping")) ? ", stopping" : "";
        String which = page.containsKey("pid") ? ", process " + text(page, "pid") : "";
        lines.add("credence " + text(page, "version") + which + up + ", connections: " + text(page, "connections")
                + stopping);
    }

    /** What keeps workloads from their credentials; that all is well is seen from the tables. */
    private void findings() {
        List<String> bad = objects("findings").stream()
                .filter(finding -> !text(finding, "level").equals("ok"))
                .map(finding -> "* " + text(finding, "text"))
                .toList();
        if (Boolean.FALSE.equals(page.getValue("ready"))) {
            lines.add(colours.string("@|red,bold not ready|@"));
        }
        lines.addAll(bad);
    }

    private void credentials() {
        lines.add("");
        List<JsonObject> credentials = objects("credentials");
        if (credentials.isEmpty()) {
            lines.add("no credential is held");
            return;
        }
        table(CREDENTIALS, STATE, credentials, this::credential);
        int keys = page.getValue("keys") instanceof Number number ? number.intValue() : credentials.size();
        if (keys > credentials.size()) {
            lines.add("... and " + (keys - credentials.size()) + " more");
        }
    }

    private void backends() {
        lines.add("");
        table(BACKENDS, BACKEND_STATE, objects("backends"), this::backend);
    }

    private List<String> credential(JsonObject credential) {
        String variant = credential.containsKey("variant") ? " " + text(credential, "variant") : "";
        boolean held = credential.containsKey("expires");
        long left = credential.getValue("seconds_left") instanceof Number seconds ? seconds.longValue() : 0;
        return List.of(
                text(credential, "name") + variant,
                text(credential, "provider"),
                text(credential, "backend"),
                text(credential, "state"),
                held ? time(Duration.ofSeconds(left)) : NONE,
                instant(credential, "refresh_due")
                        .map(due -> "in " + time(Duration.between(now, due)))
                        .orElse(NONE),
                second(credential, "expires"),
                second(credential, "last_refresh"));
    }

    private List<String> backend(JsonObject backend) {
        return List.of(
                text(backend, "name"),
                text(backend, "state"),
                text(backend, "breaker"),
                second(backend, "token_expires"));
    }

    private void table(
            List<String> head,
            int state,
            List<JsonObject> rows,
            java.util.function.Function<JsonObject, List<String>> cells) {
        List<List<String>> texts = rows.stream().map(cells).toList();
        int[] widths = IntStream.range(0, head.size())
                .map(column -> Math.max(
                        head.get(column).length(),
                        texts.stream()
                                .mapToInt(row -> row.get(column).length())
                                .max()
                                .orElse(0)))
                .toArray();
        lines.add(line(head, widths, -1));
        for (int i = 0; i < texts.size(); i++) {
            lines.add(line(texts.get(i), widths, state));
            if (rows.get(i).containsKey("last_error")) {
                lines.add("  " + text(rows.get(i), "last_error"));
            }
            if (rows.get(i).containsKey("leases_taken_over")) {
                lines.add("  leases of gateways that have ended: " + text(rows.get(i), "leases_taken_over"));
            }
        }
    }

    private String line(List<String> cells, int[] widths, int state) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < cells.size(); column++) {
            String cell = cells.get(column);
            boolean last = column == cells.size() - 1;
            line.append(column == state ? coloured(cell) : cell)
                    .append(last ? "" : " ".repeat(widths[column] - cell.length() + 2));
        }
        return line.toString();
    }

    private String coloured(String state) {
        return switch (state) {
            case "fresh" -> colours.string("@|green fresh|@");
            case "stale", "idle" -> colours.string("@|yellow " + state + "|@");
            case "failing", "expired" -> colours.string("@|red,bold " + state + "|@");
            default -> state;
        };
    }

    private List<JsonObject> objects(String key) {
        return page.getValue(key) instanceof JsonArray array
                ? array.stream()
                        .filter(JsonObject.class::isInstance)
                        .map(JsonObject.class::cast)
                        .toList()
                : List.of();
    }

    private static Optional<Instant> instant(JsonObject object, String key) {
        try {
            return object.getValue(key) instanceof String text ? Optional.of(Instant.parse(text)) : Optional.empty();
        } catch (DateTimeParseException other) {
            return Optional.empty();
        }
    }

    private static String second(JsonObject object, String key) {
        return instant(object, key)
                .map(at -> at.truncatedTo(ChronoUnit.SECONDS).toString())
                .orElse(NONE);
    }

    /** The two largest units: {@code 1d 3h}, {@code 59m 12s}. */
    private static String time(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        long days = seconds / 86_400;
        long hours = seconds / 3600 % 24;
        long minutes = seconds / 60 % 60;
        if (days > 0) {
            return String.format(Locale.ROOT, "%dd %dh", days, hours);
        }
        if (hours > 0) {
            return String.format(Locale.ROOT, "%dh %02dm", hours, minutes);
        }
        return minutes > 0 ? String.format(Locale.ROOT, "%dm %02ds", minutes, seconds % 60) : seconds + "s";
    }

    /** What the page says there, as text that does nothing to a terminal. */
    static String text(JsonObject object, String key) {
        Object value = object.getValue(key);
        return value == null ? NONE : value.toString().replaceAll("\\p{Cntrl}+", " ");
    }
}
