package dev.credence.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompletionCommandTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 | credence ser | serve",
                "1 | credence e | env exec",
                "3 | credence env aws --st | ",
                "4 | credence env aws --format '' | sh fish powershell docker dotenv",
                "2 | credence completion '' | bash zsh fish",
                "2 | credence env az | azure azure-app-service",
            })
    void bashCompletesCommandsOptionsAndChoices(int word, String line, String expected) throws Exception {
        Path script = Files.writeString(
                folder.resolve("completion.bash"), Run.of("completion", "bash").out());
        String ask = """
                compopt() { :; }
                source %s
                COMP_WORDS=(%s) COMP_CWORD=%d
                _complete_credence
                echo "${COMPREPLY[@]}"
                """.formatted(script, line, word);

        assertThat(bash(ask).strip()).isEqualTo(expected == null ? "" : expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh"})
    void theScriptForBashTakesCareOfZsh(String shell) {
        assertThat(Run.of("completion", shell).out()).contains("bashcompinit", "complete -F _complete_credence");
    }

    @Test
    void fishGetsEachCommandOptionAndChoice() {
        assertThat(Run.of("completion", "fish").lines())
                .contains("complete -c credence -f")
                .anyMatch(line -> line.startsWith("complete -c credence -n __fish_use_subcommand -a serve -d '"))
                .anyMatch(line -> line.startsWith(
                        "complete -c credence -n '__fish_seen_subcommand_from serve' -s c -l config -r -F -d '"))
                .anyMatch(line -> line.startsWith("complete -c credence -n '__fish_seen_subcommand_from env' -l format"
                        + " -x -a 'sh fish powershell docker dotenv' -d '"))
                .anyMatch(line -> line.startsWith("complete -c credence -n '__fish_seen_subcommand_from exec'"
                        + " -a 'aws aws-container gcp azure azure-app-service' -d '"))
                .allMatch(line ->
                        line.replace("\\'", "").chars().filter(c -> c == '\'').count() % 2 == 0);
    }

    private static String bash(String script) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("bash", "--norc", "-c", script)
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }
}
