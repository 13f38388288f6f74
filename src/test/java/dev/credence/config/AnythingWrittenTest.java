package dev.credence.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

/** Whatever is written, the answer is a configuration or a list of problems, never another exception. */
class AnythingWrittenTest {
    private static final List<String> ODD_VALUES = List.of(
            "\"\"",
            "x",
            "-1",
            "\"99999999999999999999\"",
            "1e400",
            "\"a\\0b\"",
            "\"${env:\"",
            "\"${file:a\\0b}\"",
            "\"$$\\\\1 ${env:HOME}\"",
            "\"[\"",
            "\"://\"",
            "[[a]]",
            "[{}]",
            "[null]",
            "[]",
            "{}",
            "{a: {b: c}}",
            "null");

    @Test
    void everyKeyMayHoldEveryOddValue() {
        List<String> paths = KeyResolver.ofPaths().known(TreeCodec.decode(tree(Written.SMALLEST)));

        assertThat(paths).hasSizeGreaterThan(100);
        for (String path : paths) {
            for (String value : ODD_VALUES) {
                expectNoSurprise(nested(path, value));
            }
        }
    }

    @Test
    void everyKeyOfACredentialMayHoldEveryOddValueForEveryCloud() {
        List<String> keys = KeyResolver.ofPaths().known(TreeCodec.decode(tree("credentials: {c: {}}"))).stream()
                .filter(path -> path.startsWith("credentials.c."))
                .map(path -> path.substring("credentials.c.".length()))
                .toList();

        assertThat(keys).contains("scopes", "authority-host");
        for (String cloud : List.of("aws", "gcp", "azure")) {
            for (String key : keys) {
                ODD_VALUES.forEach(value -> expectNoSurprise("credentials: {c: {provider: " + cloud + ", role: a, "
                        + (key.equals("provider") || key.equals("role") ? "mount" : key) + ": " + value + "}}"));
            }
        }
    }

    @Test
    void everyGroupMayHoldEveryOddValue() {
        for (String path : List.of(
                "listeners",
                "listeners.0",
                "ops",
                "backends",
                "backends.vault",
                "credentials",
                "credentials.app",
                "callers",
                "callers.0",
                "providers.aws",
                "providers.azure.resources",
                "instance.aws.tags",
                "instance.gcp",
                "instance.gcp.attributes",
                "instance.gcp.tags",
                "instance.azure.tags",
                "metrics.statsd")) {
            ODD_VALUES.forEach(value -> expectNoSurprise(nested(path, value)));
        }
    }

    @Property(tries = 300)
    void anyTextAtAllIsAnswered(@ForAll @StringLength(max = 60) @CharRange(from = '\t', to = '~') String text) {
        expectNoSurprise(text);
        expectNoSurprise("ops: {address: \"" + text + "\"}");
    }

    @Property(tries = 300)
    void anyVariableIsAnswered(@ForAll @StringLength(max = 20) String text) {
        Written written = Written.smallestAnd("").with("CREDENCE_" + text, text).with("VAULT_ADDR", text);
        expectNoSurprise(written.flag(text, text));
    }

    private static void expectNoSurprise(String text) {
        expectNoSurprise(Written.yaml(text));
    }

    private static void expectNoSurprise(Written written) {
        try {
            assertThat(written.load().credentials()).isNotEmpty();
        } catch (ConfigurationException expected) {
            assertThat(expected.problems()).isNotEmpty();
        }
    }

    /** {@code a.0.b} as <code>{a: [{b: value}]}</code>. */
    private static String nested(String path, String value) {
        String text = value;
        List<String> segments = List.of(path.split("\\."));
        for (int index = segments.size() - 1; index >= 0; index--) {
            String segment = segments.get(index);
            text = segment.matches("\\d") ? "[" + text + "]" : "{" + segment + ": " + text + "}";
        }
        return text;
    }

    private static JsonObject tree(String text) {
        return new YamlReader("credence.yaml").read(text);
    }
}
