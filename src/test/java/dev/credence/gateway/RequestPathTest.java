package dev.credence.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestPathTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "/, /",
        "//, /",
        "/////, /",
        "/latest, /latest",
        "/latest/, /latest",
        "/latest//, /latest",
        "//latest/api/token, /latest/api/token",
        "/latest//meta-data///mac/, /latest/meta-data/mac",
        "/a%20b, /a b",
        "/%6Catest/meta%2Ddata, /latest/meta-data",
        "/latest%2Fmeta-data, /latest/meta-data",
        "/%2F%2flatest%2f, /latest",
        "/%C3%A9, /é",
        "/%2541, /%41",
        "/a/../b, /a/../b",
        "/a/./b, /a/./b",
        "'/role+with=,.@-chars', '/role+with=,.@-chars'"
    })
    void hasOneFormForEachPath(String raw, String normal) {
        assertThat(RequestPath.normalize(raw)).isEqualTo(normal);
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(
            strings = {
                "latest",
                "*",
                "/%",
                "/%4",
                "/%zz",
                "/%4g",
                "/a%",
                "/%C3",
                "/%FF%FE",
                "/%C0%AF",
                "/%ED%A0%80",
                "/%00",
                "/%0A",
                "/%0d%0aSet-Cookie:x",
                "/%7F",
                "/a\tb",
                "/a\u0000b",
                "/a\u007fb",
                "/%C2%85",
                "/a\u0085b"
            })
    void isNoPath(String raw) {
        assertThat(RequestPath.normalize(raw)).isNull();
    }

    @Property
    void neverHasAnEmptySegmentOrAFinalSlash(@ForAll("paths") String raw) {
        String normal = RequestPath.normalize(raw);

        if (normal != null && !normal.equals("/")) {
            assertThat(normal).startsWith("/").doesNotContain("//").doesNotEndWith("/");
        }
    }

    @Property
    void changesNothingTheSecondTimeWhereNothingIsEncodedAnyMore(@ForAll("paths") String raw) {
        String normal = RequestPath.normalize(raw);

        if (normal != null && !normal.contains("%")) {
            assertThat(RequestPath.normalize(normal)).isEqualTo(normal);
        }
    }

    @Property
    void takesAnyText(@ForAll String raw) {
        String normal = RequestPath.normalize(raw);

        assertThat(normal == null || normal.startsWith("/")).isTrue();
    }

    @Property
    void findsInAnEncodedSegmentWhatWasEncoded(@ForAll("names") String name) {
        String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");

        assertThat(RequestPath.normalize("/a/" + encoded)).isEqualTo("/a/" + name);
    }

    @Test
    void givesAPathInItsFormBackWithoutMakingANewOne() {
        String normal = "/latest/meta-data/iam/security-credentials/app";

        assertThat(RequestPath.normalize(normal)).isSameAs(normal);
    }

    @Provide
    Arbitrary<String> paths() {
        return Arbitraries.of("/", "//", "a", "%2F", "%2f", "%25", "%41", "%", "..", ".", "é", "%C3%A9", "\n", "+")
                .list()
                .ofMaxSize(12)
                .map(parts -> "/" + String.join("", parts));
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.strings()
                .withCharRange(' ', '~')
                .withCharRange('\u00a0', '\ud7ff')
                .excludeChars('/')
                .ofMinLength(1)
                .ofMaxLength(20);
    }
}
