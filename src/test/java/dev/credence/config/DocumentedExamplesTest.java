package dev.credence.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever copies a configuration out of a page gets one that works. */
class DocumentedExamplesTest {
    private static final Pattern YAML = Pattern.compile("(?ms)^```yaml\\n(.*?)^```");

    @TempDir
    Path folder;

    /** A block of a page, by the page and the line of its first. */
    private record Example(String place, String text) {
        @Override
        public String toString() {
            return place;
        }
    }

    static Stream<Example> examples() throws IOException {
        List<Example> examples = new ArrayList<>();
        for (Path page : pages()) {
            String text = Files.readString(page);
            Matcher block = YAML.matcher(text);
            while (block.find()) {
                long line = text.substring(0, block.start()).lines().count() + 2;
                examples.add(new Example(page + ":" + line, block.group(1)));
            }
        }
        return examples.stream();
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.list(Path.of("docs"))) {
            return Stream.concat(Stream.of(Path.of("README.md")), docs.filter(page -> page.toString()
                            .endsWith(".md")))
                    .sorted()
                    .toList();
        }
    }

    /** Some pages show a part, which stands beside credentials. */
    @ParameterizedTest
    @MethodSource("examples")
    void everyExampleIsAConfigurationOnceTheSecretsThatItNamesAreThere(Example example) throws IOException {
        Files.writeString(folder.resolve("app.token"), "t");
        Files.writeString(folder.resolve("session.key"), "k".repeat(64));
        boolean whole =
                example.text().contains("\ncredentials:") || example.text().startsWith("credentials:");

        Written written = Written.at(folder.resolve("credence.yaml"), example.text() + (whole ? "" : Written.SMALLEST));

        assertThat(written.load().credentials()).isNotEmpty();
    }

    @Test
    void thereAreExamplesToLoad() throws IOException {
        assertThat(examples()).hasSizeGreaterThanOrEqualTo(10);
    }
}
