package dev.credence.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every link of a page leads to something that is there, and so does every path that it names. */
class DocumentationLinksTest {
    private static final Pattern CODE = Pattern.compile("(?ms)^```.*?^```$");
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");
    private static final Pattern NAMED = Pattern.compile("`((?:bin|conf|deploy|docs|k6)/[\\w./@-]+)`");

    static List<Path> pages() throws IOException {
        try (Stream<Path> top = Files.list(Path.of(""));
                Stream<Path> below = Stream.of("docs", "deploy", "k6", "bench")
                        .map(Path::of)
                        .flatMap(DocumentationLinksTest::below)) {
            return Stream.concat(Stream.concat(top, below), Stream.of(Path.of("tools/README.md")))
                    .filter(page -> page.toString().endsWith(".md"))
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void linksLeadToAPageAndASection(Path page) throws IOException {
        assertThat(dead(page, text(page))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void pathsThatAreNamedAreThere(Path page) throws IOException {
        // tools/README.md names what is below tools.
        assertThat(NAMED.matcher(text(page)).results().map(path -> path.group(1)))
                .allSatisfy(path -> assertThat(Path.of(path).toFile().exists()
                                || page.resolveSibling(path).toFile().exists())
                        .as(path)
                        .isTrue());
    }

    @Test
    void deadLinksAreFound() throws IOException {
        Path page = Path.of("docs/operations.md");

        assertThat(dead(
                        page,
                        "[a](nowhere.md), [b](#nothing), [c](console.md#nothing), [d](#install), [e](../README.md)"))
                .containsExactly("nowhere.md", "#nothing", "console.md#nothing");
        assertThat(pages()).hasSizeGreaterThan(12);
    }

    private static List<String> dead(Path page, String text) throws IOException {
        Map<String, Boolean> lives = new HashMap<>();
        List<String> links = LINK.matcher(text)
                .results()
                .map(link -> link.group(1))
                .filter(link -> !link.startsWith("http"))
                .toList();
        for (String link : links) {
            lives.put(link, isAlive(page, link));
        }
        return links.stream().filter(link -> !lives.get(link)).toList();
    }

    private static boolean isAlive(Path page, String link) throws IOException {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]);
        return Files.exists(target) && (parts.length == 1 || anchors(target).contains(parts[1]));
    }

    /** As GitHub and most others make them of headings. */
    private static Set<String> anchors(Path page) throws IOException {
        return HEADING.matcher(text(page))
                .results()
                .map(heading -> heading.group(1).strip().toLowerCase(Locale.ROOT))
                .map(heading -> heading.replaceAll("[^\\w\\- ]", "").replace(' ', '-'))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String text(Path page) throws IOException {
        return CODE.matcher(Files.readString(page)).replaceAll((MatchResult block) -> "");
    }

    private static Stream<Path> below(Path folder) {
        try {
            return Files.walk(folder);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
