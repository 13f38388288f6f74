package dev.credence.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RolePatternsTest {
    @ParameterizedTest
    @CsvSource({
        "arn:aws:iam::1:role/apps/*, arn:aws:iam::1:role/apps/web, true",
        "arn:aws:iam::1:role/apps/*, arn:aws:iam::1:role/apps/a/b/web, true",
        "arn:aws:iam::1:role/apps/*, arn:aws:iam::1:role/apps/, true",
        "arn:aws:iam::1:role/apps/*, arn:aws:iam::1:role/appsweb, false",
        "arn:aws:iam::1:role/apps/*, arn:aws:iam::2:role/apps/web, false",
        "arn:aws:iam::1:role/apps/*, xarn:aws:iam::1:role/apps/web, false",
        "arn:aws:iam::1:role/app?, arn:aws:iam::1:role/app1, true",
        "arn:aws:iam::1:role/app?, arn:aws:iam::1:role/app, false",
        "arn:aws:iam::1:role/app?, arn:aws:iam::1:role/app12, false",
        "arn:aws:iam::1:role/*-read, arn:aws:iam::1:role/a-read-write-read, true",
        "arn:aws:iam::1:role/*-read, arn:aws:iam::1:role/a-read-write, false",
        "arn:aws:iam::1:role/web, arn:aws:iam::1:role/web, true",
        "arn:aws:iam::1:role/web, arn:aws:iam::1:role/Web, false",
        "arn:aws:iam::1:role/we., arn:aws:iam::1:role/web, false",
        "*, anything, true",
    })
    void matchesTheWholeArnAsIamDoes(String pattern, String arn, boolean admitted) {
        assertThat(new RolePatterns(List.of(pattern)).admit(arn)).isEqualTo(admitted);
    }

    @Test
    void admitsWhatOneOfThemDescribes() {
        RolePatterns patterns = new RolePatterns(List.of("a*", "b"));

        assertThat(patterns.admit("abc")).isTrue();
        assertThat(patterns.admit("b")).isTrue();
        assertThat(patterns.admit("bc")).isFalse();
        assertThat(patterns.admitEverything()).isFalse();
    }

    @Property
    void matchesAsTheSameRegularExpressionWould(
            @ForAll @StringLength(max = 8) @Chars({'*', '?'}) @CharRange(from = 'a', to = 'b') String pattern,
            @ForAll @StringLength(max = 12) @CharRange(from = 'a', to = 'b') String text) {
        Pattern same = Pattern.compile(pattern.replace("*", ".*").replace('?', '.'));

        assertThat(new RolePatterns(List.of(pattern)).admit(text))
                .isEqualTo(same.matcher(text).matches());
    }
}
