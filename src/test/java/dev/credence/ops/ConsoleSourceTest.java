package dev.credence.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the policy of the page would stop in a browser, and what it would not. */
class ConsoleSourceTest {
    private static final Path FOLDER = Path.of("src/main/resources/dev/credence/ops/console");
    private static final int LONGEST_FILE = 300;
    /** Ways to make markup or code of text. */
    private static final Pattern MARKUP =
            Pattern.compile("innerHTML|outerHTML|insertAdjacentHTML|document\\.write|DOMParser"
                    + "|createContextualFragment|srcdoc|\\beval\\b|new Function|setTimeout\\(['\"`]|javascript:");

    /** What runs or looks from within the page itself, and what is loaded from elsewhere. */
    private static final Pattern INLINE = Pattern.compile(
            "<style|\\sstyle=|\\son\\w+=|<script(?![^>]*\\ssrc=)|src=\"(https?:)?//|href=\"(https?:)?//|@import|url\\(");

    static List<Path> files() throws IOException {
        try (var all = Files.list(FOLDER)) {
            return all.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void noFileMakesMarkupOfTextOrIsLongerThanOneReadsAtOnce(Path file) throws IOException {
        String text = Files.readString(file);

        assertThat(text.lines()).hasSizeLessThan(LONGEST_FILE);
        assertThat(MARKUP.matcher(text).results().map(found -> found.group())).isEmpty();
        assertThat(INLINE.matcher(text).results().map(found -> found.group())).isEmpty();
    }

    @Test
    void everyFileIsServedAndNoOther() throws IOException {
        ConsoleAssets assets = ConsoleAssets.load();

        assertThat(files())
                .extracting(file -> file.getFileName().toString())
                .allSatisfy(name -> assertThat(assets.find(name)).as(name).isPresent());
        assertThat(assets.names())
                .isEqualTo(files().stream()
                        .map(file -> file.getFileName().toString())
                        .collect(Collectors.toCollection(TreeSet::new)));
        assertThat(assets.find("../console/main.js")).isEmpty();
        assertThat(assets.find("")).isEmpty();
    }

    @Test
    void everythingThatAModuleAsksForIsThere() throws IOException {
        Pattern asked = Pattern.compile("from '\\./([\\w.]+)'|(?:src|href)=\"([\\w.]+)\"");
        for (Path file : files()) {
            asked.matcher(Files.readString(file))
                    .results()
                    .map(found -> found.group(1) == null ? found.group(2) : found.group(1))
                    .forEach(name -> assertThat(FOLDER.resolve(name)).exists());
        }
    }
}
