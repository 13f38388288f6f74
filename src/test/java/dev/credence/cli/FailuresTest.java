package dev.credence.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class FailuresTest {
    private final StringWriter err = new StringWriter();

    @Test
    void anInternalErrorIsOneLine() {
        assertThat(report(new IllegalStateException("first\n  second\r\n\n"))).isEqualTo(70);
        assertThat(err.toString().lines()).containsExactly("credence: first second");
    }

    @Test
    void anErrorWithoutAMessageIsNamed() {
        report(new NullPointerException());

        assertThat(err.toString().lines()).containsExactly("credence: java.lang.NullPointerException");
    }

    @ParameterizedTest
    @ValueSource(strings = {"debug", "TRACE"})
    void theStackIsShownToThoseWhoAskForIt(String level) {
        report(new IllegalStateException("broken"), "--log-level", level);

        assertThat(err.toString()).startsWith("credence: broken").contains("\tat dev.credence.cli.FailuresTest.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"error", "warn", "info"})
    void theStackIsNotShownAtTheOtherLevels(String level) {
        report(new IllegalStateException("broken"), "--log-level", level);

        assertThat(err.toString().lines()).containsExactly("credence: broken");
    }

    private int report(Exception failure, String... options) {
        CommandLine line = CredenceCommand.complete(new CommandFactory(Map.of()));
        line.setErr(new PrintWriter(err, true));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.parseArgs(Stream.concat(Stream.of("check"), Stream.of(options)).toArray(String[]::new));
        return Failures.report(failure, line.getSubcommands().get("check"));
    }
}
