package dev.credence.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are no configuration at all, by mistake or on purpose. */
class UnacceptableFilesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "- a | credence.yaml:1: must be a map of keys, like \"credentials: {...}\"",
                "text | credence.yaml:1: must be a map of keys, like \"credentials: {...}\"",
                "a: [1 | credence.yaml:1: is not YAML: expected ',' or ']', but got <stream end>",
                "a: b: c | credence.yaml:1: is not YAML: mapping values are not allowed here",
                "{ops: {}, ops: {}, credentials: {a: {provider: aws, role: a}}} | credence.yaml:1: ops: is given twice"
                        + " in one map; remove one",
                "ops: !x {} | credence.yaml:1:" + " ops: has the tag !x; tags are not supported",
            })
    void saysWhereAFileIsNotAcceptable(String text, String problem) {
        assertThat(Written.yaml(text).problems()).contains(problem);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"
                        + "d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: [*e,*e,*e,*e,*e]",
                "a: &a {b: *a}",
                "a: &a {<<: *a}",
                "a: {<<: text}",
                "? [a]\n: b",
                "\"\\0origin\": x",
                "\"\": x",
                "--- a\n--- b",
                "a: *nowhere",
                "\u0001: x",
            })
    void survivesFilesThatAreMeantToHurt(String text) {
        assertThat(Written.yaml(text).problems()).first().asString().startsWith("credence.yaml:");
    }
}
