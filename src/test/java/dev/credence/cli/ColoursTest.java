package dev.credence.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.Help.Ansi;

class ColoursTest {
    @ParameterizedTest
    @CsvSource({"NO_COLOR, 1, OFF", "NO_COLOR, '', AUTO", "TERM, dumb, OFF", "TERM, xterm, AUTO"})
    void areLeftOutWhereNobodyWantsOrUnderstandsThem(String name, String value, Ansi expected) {
        assertThat(Colours.of(Map.of(name, value))).isEqualTo(expected);
    }
}
