package dev.credence.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryTest {
    @Test
    void decodesNamesAndValues() {
        Query query = Query.of("resource=https%3A%2F%2Fvault.azure.net&api-version=2018-02-01&a%20b=c+d&empty=&bare");

        assertThat(query.value("resource")).isEqualTo("https://vault.azure.net");
        assertThat(query.value("api-version")).isEqualTo("2018-02-01");
        assertThat(query.value("a b")).isEqualTo("c d");
        assertThat(query.value("empty")).isEmpty();
        assertThat(query.value("bare")).isEmpty();
        assertThat(query.has("absent")).isFalse();
        assertThat(query.repeated()).isNull();
    }

    @Test
    void takesAValueThatIsNotEncodedAsItIs() {
        assertThat(Query.of("resource=https://vault.azure.net/?x=1").value("resource"))
                .isEqualTo("https://vault.azure.net/?x=1");
    }

    @Test
    void namesWhatIsGivenTwice() {
        Query query = Query.of("a=1&b=2&a=3");

        assertThat(query.repeated()).isEqualTo("a");
        assertThat(query.value("a")).isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "a=%zz", "%4=1", "a=%e9%zz"})
    void isMalformedWhenItCannotBeDecoded(String raw) {
        Query query = Query.of(raw);

        assertThat(query.isMalformed()).isTrue();
        assertThat(query.has("a")).isFalse();
    }

    @Test
    void isMalformedWithMoreParametersThanAnyoneNeeds() {
        assertThat(Query.of("a=1&".repeat(64)).isMalformed()).isFalse();
        assertThat(Query.of("a=1&".repeat(65)).isMalformed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&", "&&&"})
    void hasNothingWhereNothingIs(String raw) {
        assertThat(Query.of(raw).isMalformed()).isFalse();
        assertThat(Query.of(raw).repeated()).isNull();
    }

    @Property
    void givesBackWhatWasEncoded(@ForAll String value) {
        // A lone surrogate has no encoding.
        String sendable = new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        Query query = Query.of("x=1&value=" + URLEncoder.encode(sendable, StandardCharsets.UTF_8) + "&y=2");

        assertThat(query.value("value")).isEqualTo(sendable);
    }

    @Property
    void neverThrows(@ForAll String raw) {
        Query query = Query.of(raw);

        assertThat(query.isMalformed() && query.has("a")).isFalse();
    }
}
