package dev.credence.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest {
    @Test
    void saysItsVersion() {
        Run run = Run.of("--version");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).matches("credence \\d+\\.\\d+\\.\\d+\\S*\\R");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void helpNamesEveryCommandAndExitCode() {
        Run run = Run.of("--help");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("serve", "check", "doctor", "status", "env", "exec", "import", "completion", "help")
                .contains("0    ok", "64   ", "69   ", "70   ", "73   ", "77   ", "78   ");
        assertThat(run.err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"serve", "check", "doctor", "status", "env", "exec", "import", "completion", "help"})
    void helpOfEachCommandHasExamples(String command) {
        Run run = Run.of(command, "--help");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .startsWith("Usage: credence " + command)
                .contains(
                        "Examples:",
                        "java -jar credence.jar "
                                + command.replace("env", "env aws")
                                        .replace("exec", "exec aws")
                                        .replace("import", "import attache"));
        assertThat(run.err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"serve", "check", "doctor", "status", "env", "exec", "import", "completion", "help"})
    void helpAsACommandSaysTheSame(String command) {
        assertThat(Run.of("help", command)).isEqualTo(Run.of(command, "--help"));
    }

    @Test
    void helpAloneIsThatOfAllCommands() {
        assertThat(Run.of("help")).isEqualTo(Run.of("--help"));
    }

    @Test
    void withoutArgumentsItSaysWhatThereIsToDo() {
        Run run = Run.of();

        assertThat(run.exitCode()).isEqualTo(64);
        assertThat(run.errors())
                .containsExactly(
                        "credence: say what to do: serve, process, check, doctor, status, env or exec; see \"credence --help\"");
        assertThat(run.out()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "42                     ! credence: Unmatched argument at index 0: '42'; see \"credence --help\"",
                "help bogus             ! credence: no command bogus in this version; see \"credence --help\"",
                "serve --bogus          ! credence: Unknown option: '--bogus'; see \"credence serve --help\"",
                "serve --dev -c x       ! credence: --dev makes its own configuration: leave out -c or --dev; see"
                        + " \"credence serve --help\"",
                "serve --port 1         ! credence: --port goes with --dev; otherwise the configuration says it; see"
                        + " \"credence serve --help\"",
                "serve --ops-port 1     ! credence: --ops-port goes with --dev; otherwise the configuration says it; see"
                        + " \"credence serve --help\"",
                "serve --dev-ttl 30s    ! credence: --dev-ttl goes with --dev; otherwise the configuration says it; see"
                        + " \"credence serve --help\"",
                "serve --dev --port 65536 ! credence: a port is a number from 0 to 65535; see"
                        + " \"credence serve --help\"",
                "serve --dev --ops-port -1 ! credence: a port is a number from 0 to 65535; see"
                        + " \"credence serve --help\"",
                "serve --dev --port x   ! credence: Invalid value for option '--port': 'x' is not an int; see"
                        + " \"credence serve --help\"",
                "serve --dev --dev-ttl 0s ! credence: --dev-ttl is at least 1s; see \"credence serve --help\"",
                "env                    ! credence: Missing required parameter: 'PROVIDER'; see \"credence env --help\"",
                "env oracle             ! credence: no provider oracle; there are aws, aws-container, gcp, azure,"
                        + " azure-app-service; see \"credence env --help\"",
                "exec aws               ! credence: Missing required parameter: 'CMD'; see \"credence exec --help\"",
                "exec oracle -- true    ! credence: no provider oracle; there are aws, aws-container, gcp, azure,"
                        + " azure-app-service; see \"credence exec --help\"",
                "status --ops ftp://x   ! credence: --ops: \"ftp://x\" is no address; write one like"
                        + " http://127.0.0.1:8170; see \"credence status --help\"",
                "completion tcsh        ! credence: Invalid value for positional parameter at index 0 (SHELL): expected"
                        + " one of [BASH, ZSH, FISH] (case-insensitive) but was 'tcsh'; see"
                        + " \"credence completion --help\"",
                "check -c               ! credence: Missing required parameter for option '--config' (FILE|DIR); see"
                        + " \"credence check --help\"",
            })
    void wrongArgumentsAreOneLineThatSaysWhereToReadOn(String arguments, String error) {
        Run run = Run.of(arguments.split(" "));

        assertThat(run.exitCode()).isEqualTo(64);
        assertThat(run.errors()).containsExactly(error);
        assertThat(run.out()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"serv, did you mean serve?", "chek, did you mean check?"})
    void aMistypedCommandIsRecognised(String command, String suggestion) {
        assertThat(Run.of(command).errors()).singleElement().asString().contains(suggestion);
    }

    @ParameterizedTest
    @ValueSource(strings = {"30", "s", "-1s", "one hour"})
    void aDurationThatIsNoneIsNotTaken(String duration) {
        Run run = Run.of("serve", "--dev", "--dev-ttl", duration);

        assertThat(run.exitCode()).isEqualTo(64);
        assertThat(run.errors())
                .singleElement()
                .asString()
                .startsWith("credence: Invalid value for option '--dev-ttl'")
                .contains(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--log-level=loud", "--format=xml"})
    void aWrongChoiceIsAnsweredWithTheRightOnes(String option) {
        Run run = Run.of("env", "aws", option);

        assertThat(run.exitCode()).isEqualTo(64);
        assertThat(run.errors())
                .singleElement()
                .asString()
                .containsIgnoringCase(option.contains("log") ? "debug" : "fish");
    }
}
