package dev.credence.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShellFormatTest {
    @ParameterizedTest
    @EnumSource
    void aPlainValueNeedsNoQuotesButInPowershell(ShellFormat format) {
        assertThat(format.line("A", "http://127.0.0.1:8169/v1/x-y"))
                .isEqualTo(
                        switch (format) {
                            case SH -> "export A=http://127.0.0.1:8169/v1/x-y";
                            case FISH -> "set -gx A http://127.0.0.1:8169/v1/x-y";
                            case POWERSHELL -> "$env:A = 'http://127.0.0.1:8169/v1/x-y'";
                            case DOCKER, DOTENV -> "A=http://127.0.0.1:8169/v1/x-y";
                        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a b",
                "it's",
                "$HOME",
                "`id`",
                "$(id)",
                "a;b",
                "a\\b\\\\c",
                "\"",
                "*",
                "http://[::1]:1",
                "~",
                "#",
                ""
            })
    void aShellReadsBackWhatWasWritten(String value) throws IOException {
        String script = ShellFormat.SH.line("A", value) + "\nprintf %s \"$A\"";
        Process shell = new ProcessBuilder("sh", "-c", script).start();

        assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo(value);
    }

    @Test
    void fishEscapesBackslashesAndQuotesInsideOfQuotes() {
        assertThat(ShellFormat.FISH.line("A", "a\\b's")).isEqualTo("set -gx A 'a\\\\b\\'s'");
    }

    @Test
    void powershellDoublesEveryKindOfQuoteItKnows() {
        assertThat(ShellFormat.POWERSHELL.line("A", "it's\u2019")).isEqualTo("$env:A = 'it''s\u2019\u2019'");
    }

    @Test
    void dockerTakesTheRestOfTheLineAsItIs() {
        assertThat(ShellFormat.DOCKER.line("A", "it's \"$b\" #c")).isEqualTo("A=it's \"$b\" #c");
    }

    @Test
    void dotenvPrefersTheQuotesInWhichNothingIsSpecial() {
        assertThat(ShellFormat.DOTENV.line("A", "a $b")).isEqualTo("A='a $b'");
        assertThat(ShellFormat.DOTENV.line("A", "it's \"$b\"")).isEqualTo("A=\"it's \\\"\\$b\\\"\"");
    }
}
