package dev.credence.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.provider.MetadataTree.Directory;
import dev.credence.provider.MetadataTree.Leaf;
import dev.credence.provider.MetadataTree.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class MetadataTreeTest {
    private final MetadataTree tree = MetadataTree.builder()
            .put("b/leaf", "text")
            .put("b/number", Leaf.number("12"))
            .put("a", Sequence.of(List.of("one", "two")))
            .directory("empty/inner")
            .build();

    @Test
    void findsNodesByNameAndIndex() {
        assertThat(tree.find("")).isEqualTo(tree.root());
        assertThat(tree.find("b/leaf")).isEqualTo(Leaf.text("text"));
        assertThat(tree.find("a/1")).isEqualTo(Leaf.text("two"));
        assertThat(tree.find("empty/inner")).isInstanceOf(Directory.class);
    }

    @Test
    void findsNothingElsewhere() {
        for (String path : List.of("c", "b/leaf/x", "a/2", "a/-1", "a/01", "a/x", "/b", "b/", "b//leaf")) {
            assertThat(tree.find(path)).as(path).isNull();
        }
    }

    @Test
    void isVisitedFromTheRootDownInAlphabeticalOrder() {
        List<String> paths = new ArrayList<>();

        tree.forEach((path, node) -> paths.add(path));

        assertThat(paths).containsExactly("", "a", "a/0", "a/1", "b", "b/leaf", "b/number", "empty", "empty/inner");
    }

    @Test
    void isWrittenAsJsonWithTheDialectsNames() {
        UnaryOperator<String> naming = name -> name.toUpperCase(java.util.Locale.ROOT);

        assertThat(MetadataJson.of(tree.root(), naming))
                .hasToString(
                        "{\"A\":[\"one\",\"two\"],\"B\":{\"LEAF\":\"text\",\"NUMBER\":12},\"EMPTY\":{\"INNER\":{}}}");
    }

    @Test
    void aNumberIsOneOnlyIfItReadsLikeOne() {
        assertThat(MetadataJson.of(Leaf.number("18446744073709551615"), UnaryOperator.identity()))
                .hasToString("18446744073709551615");
        for (String text : List.of("", "007", "1e3", "99999999999999999999", "-1")) {
            assertThat(Leaf.number(text).isNumber()).as(text).isFalse();
        }
    }
}
