package dev.credence.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.cli.process.ProcessArguments;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The quick reading of the arguments of {@code process}, which must know what the thorough one knows. */
class ProcessOptionsTest {
    /** These are explained, not run. */
    private static final Set<String> FOR_PEOPLE = Set.of("-h", "--help", "-V", "--version", "--log-level");

    @Test
    void bothReadingsKnowTheSameOptions() {
        CommandLine thorough = CredenceCommand.complete(new CommandFactory(Map.of()))
                .getSubcommands()
                .get("process");
        Set<String> unread = new TreeSet<>();
        thorough.getCommandSpec().options().forEach(option -> {
            for (String name : option.names()) {
                String role = name.equals("-r") || name.equals("--role") ? "" : " -r app";
                String value = option.arity().max() == 0 ? "" : " 10m";
                if (ProcessArguments.plain(("process" + role + " " + name + value).split(" "))
                        .isEmpty()) {
                    unread.add(name);
                }
            }
        });

        assertThat(unread).containsExactlyInAnyOrderElementsOf(FOR_PEOPLE);
    }

    @Test
    void eachOptionGoesWhereItBelongs() {
        ProcessArguments all = ProcessArguments.plain(
                        "process -r a --mount=b --role-arn c --session-name d --ttl 1h --min-remaining=5m --no-cache --gateway e --token-file f -c g -c h"
                                .split(" "))
                .orElseThrow();

        assertThat(all)
                .isEqualTo(new ProcessArguments(
                        List.of(Path.of("g"), Path.of("h")),
                        "a",
                        "b",
                        "c",
                        "d",
                        "1h",
                        Duration.ofMinutes(5),
                        false,
                        "e",
                        "f"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "process",
                "process --help",
                "process -r",
                "process -r app --help",
                "process -r app -r other",
                "process -r -m",
                "process -r app --ttl soon",
                "process -r app --ttl 0s",
                "process -r app --min-remaining soon",
                "process -r app more words",
                "process --role=",
            })
    void whatIsNotPlainIsLeftToTheThoroughReading(String arguments) {
        assertThat(ProcessArguments.plain(arguments.split(" "))).isEmpty();
    }
}
