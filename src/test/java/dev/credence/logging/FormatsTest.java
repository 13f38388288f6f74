package dev.credence.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.credence.config.HostPort;
import dev.credence.config.LogFormat;
import dev.credence.config.LogSink;
import dev.credence.config.LogSink.Protocol;
import dev.credence.telemetry.Secret;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What lines look like to those who read them with programs. */
class FormatsTest {
    private static final LogSink STDOUT = new LogSink.Stdout();
    private static final LogSink SYSLOG = new LogSink.Syslog(new HostPort("127.0.0.1", 514), Protocol.UDP, 19);
    /** RFC 5424, section 6: what each part of a header may hold, and no structured data. */
    static final Pattern RFC5424 = Pattern.compile("<(0|[1-9]\\d{0,2})>1 "
            + "(\\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])T(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d{1,6})?Z) "
            + "([!-~]{1,255}) ([!-~]{1,48}) ([!-~]{1,128}) ([!-~]{1,32}) -(?: ([^\\x00]*))?");

    private static final Object[] FIELDS = {
        "provider",
        "aws",
        "duration_ms",
        12L,
        "role",
        "012345678901",
        "cached",
        true,
        "at",
        Instant.EPOCH,
        "where",
        URI.create("http://a/"),
        "token",
        Secret.of("hidden"),
        "label.a/b",
        "x\ny\u0000",
        "nothing",
        null
    };

    @Test
    void jsonIsOneObjectWithFieldsOfTheirOwnTypes() {
        String line = encoded(LogFormat.JSON, STDOUT, Lines.line("said \"so\"\n2026 forged", FIELDS));
        JsonObject json = new JsonObject(line);

        assertThat(line).endsWith("}\n").hasLineCount(1);
        assertThat(json.getMap())
                .containsEntry("@timestamp", "2026-03-01T15:00:00.120Z")
                .containsEntry("level", "WARN")
                .containsEntry("logger", "credence.test")
                .containsEntry("message", "said \"so\"\n2026 forged")
                .containsEntry("provider", "aws")
                .containsEntry("duration_ms", 12)
                .containsEntry("role", "012345678901")
                .containsEntry("cached", true)
                .containsEntry("at", "1970-01-01T00:00:00Z")
                .containsEntry("where", "http://a/")
                .containsEntry("token", "***")
                .containsEntry("label.a/b", "x\ny\u0000")
                .doesNotContainKeys("nothing", "error", "thread");
    }

    @Test
    void gelfIsOneMessageWithFieldsOfTheirOwnTypes() {
        String line = encoded(LogFormat.GELF, STDOUT, Lines.line("said\n\"so\"", FIELDS));
        JsonObject json = new JsonObject(line);

        assertThat(line).endsWith("}\n").hasLineCount(1);
        assertThat(json.getMap())
                .containsEntry("version", "1.1")
                .containsEntry("host", "node-1")
                .containsEntry("short_message", "said\n\"so\"")
                .containsEntry("timestamp", 1772377200.120)
                .containsEntry("level", 4)
                .containsEntry("_level_name", "WARN")
                .containsEntry("_logger", "credence.test")
                .containsEntry("_provider", "aws")
                .containsEntry("_duration_ms", 12)
                .containsEntry("_role", "012345678901")
                .containsEntry("_label.a_b", "x\ny\u0000")
                .containsEntry("_token", "***")
                .doesNotContainKeys("full_message", "_nothing", "_id", "_thread_name");
    }

    @Test
    void aStackTraceIsOneBoundedField() {
        Throwable thrown = new IllegalStateException("m".repeat(20_000));

        JsonObject json = new JsonObject(encoded(LogFormat.JSON, STDOUT, Lines.line(thrown, "failed")));
        JsonObject gelf = new JsonObject(encoded(LogFormat.GELF, STDOUT, Lines.line(thrown, "failed")));

        assertThat(json.getString("error"))
                .startsWith("java.lang.IllegalStateException: mmm")
                .hasSizeLessThan(9000);
        assertThat(gelf.getString("full_message")).isEqualTo(json.getString("error"));
        assertThat(gelf.getString("short_message")).isEqualTo("failed");
    }

    @Test
    void aLongMessageAndALongFieldAreCut() {
        JsonObject json = new JsonObject(
                encoded(LogFormat.JSON, STDOUT, Lines.line("m".repeat(20_000), "answer", "a".repeat(20_000))));

        assertThat(json.getString("message")).hasSizeLessThan(9000).endsWith("m...");
        assertThat(json.getString("answer")).hasSizeLessThan(9000).endsWith("a...");
    }

    @Test
    void aFieldCannotTakeTheNameOfTheFormat() {
        JsonObject json = new JsonObject(encoded(
                LogFormat.JSON, STDOUT, Lines.line("true", "level", "forged", "message", "forged", "a", 1, "a", 2)));

        assertThat(json.getString("level")).isEqualTo("WARN");
        assertThat(json.getString("message")).isEqualTo("true");
        assertThat(json.getInteger("a")).isEqualTo(1);
    }

    @Test
    void textIsAlignedAndOneLine() {
        assertThat(encoded(LogFormat.TEXT, STDOUT, Lines.line("first\r\nsecond", "role", "a\nb")))
                .isEqualTo("2026-03-01T15:00:00.120Z WARN  credence.test        first second role=\"a b\"\n");
    }

    @Test
    void textCannotBeForgedByWhatOthersHaveSent() {
        String line = encoded(
                LogFormat.TEXT,
                STDOUT,
                Lines.line(
                        "said \u001b]0;t\u0007\u202eso\u2028\u0085\u0000",
                        "id",
                        "x\" caller=\"root",
                        "path",
                        "a\\",
                        "last",
                        1));

        assertThat(line)
                .endsWith(" said  ]0;t so  id=\"x\\\" caller=\\\"root\" path=\"a\\\\\" last=\"1\"\n")
                .matches("[ -~]+\\n");
    }

    @Test
    void aStackTraceInTextHasNoLineThatLooksLikeOneOfTheLog() {
        Throwable cause = new IllegalArgumentException("inner\n2026-03-01T15:00:00.120Z INFO  credence.audit forged");
        Throwable thrown = new IllegalStateException("outer\r\n2026 forged \u001b[31m", cause);

        String text = encoded(LogFormat.TEXT, STDOUT, Lines.line(thrown, "failed"));

        assertThat(text).contains("Caused by: java.lang.IllegalArgumentException: inner 2026", "\n\tat ");
        assertThat(text.lines().skip(1))
                .isNotEmpty()
                .allMatch(line -> line.matches("(\t|Caused by: |java\\.lang\\.).*"));
        assertThat(text).doesNotContain("\u001b");
    }

    /** As a cut leaves them, or as an answer in JSON may hold them. */
    @ParameterizedTest
    @EnumSource(LogFormat.class)
    void halvesOfCharactersDoNotCostTheLine(LogFormat format) {
        String smiles = "\ud83d\ude00".repeat(5000);

        String line = encoded(format, STDOUT, Lines.line("x" + smiles, "half", "a\ud83d", "whole", "\ud83d\ude00"));

        assertThat(line).contains("a\ufffd").endsWith("\n").hasLineCount(1);
        if (format != LogFormat.TEXT) {
            assertThat(new JsonObject(line).getMap().values()).contains("a\ufffd", "\ud83d\ude00");
        }
    }

    @Test
    void syslogHasTheHeaderOfItsStandardAndTheLineAsMessage() {
        Matcher text = syslog(LogFormat.TEXT, Lines.line("said\nso", "role", "ä"));
        Matcher json = syslog(LogFormat.JSON, Lines.line("said\nso", "duration_ms", 7));

        // local3 is 19; a warning is 4.
        assertThat(text.group(1)).isEqualTo(Integer.toString(19 * 8 + 4));
        assertThat(text.group(2)).isEqualTo("2026-03-01T15:00:00.120Z");
        assertThat(text.group(3)).isEqualTo("node-1");
        assertThat(text.group(4)).isEqualTo("credence");
        assertThat(text.group(5))
                .isEqualTo(Long.toString(ProcessHandle.current().pid()));
        assertThat(text.group(7)).isEqualTo("credence.test said so role=\"ä\"");
        assertThat(new JsonObject(json.group(7)).getMap())
                .containsEntry("message", "said\nso")
                .containsEntry("duration_ms", 7);
    }

    @Test
    void syslogHasAStackTraceInItsOneLine() {
        String message = syslog(LogFormat.TEXT, Lines.line(new IllegalStateException("why"), "failed"))
                .group(7);

        assertThat(message)
                .startsWith("credence.test failed")
                .contains("IllegalStateException: why")
                .hasLineCount(1);
    }

    private static Matcher syslog(LogFormat format, ILoggingEvent event) {
        Matcher parsed = RFC5424.matcher(encoded(format, SYSLOG, event));
        assertThat(parsed.matches()).as(() -> encoded(format, SYSLOG, event)).isTrue();
        return parsed;
    }

    private static String encoded(LogFormat format, LogSink sink, ILoggingEvent event) {
        return new String(Encoders.of(format, sink, Lines.context()).encode(event), StandardCharsets.UTF_8);
    }
}
