package dev.credence.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallerTemplateTest {
    private static final Map<String, String> ENVIRONMENT =
            Map.of("IAM_ROLE", "app", "EMPTY", "", "TEMPLATE", "${caller.name}");
    private static final Map<String, String> LABELS = Map.of("com.example/team", "red");

    @ParameterizedTest
    @CsvSource({
        "plain, plain",
        "${caller.name}, web-1",
        "${caller.env.IAM_ROLE}, app",
        "x-${caller.env.IAM_ROLE}@${caller.label.com.example/team}-y, x-app@red-y",
        "${caller.env.TEMPLATE}, ${caller.name}",
        "$${other}, $${other}",
    })
    void putsInWhatIsKnownOfTheCallerAndNothingElse(String text, String filled) {
        CallerTemplate template = CallerTemplate.parse(text);

        assertThat(template.fill("web-1", ENVIRONMENT, LABELS)).contains(filled);
        assertThat(template.isFixed()).isEqualTo(!text.contains("${caller."));
    }

    @ParameterizedTest
    @ValueSource(strings = {"${caller.env.NONE}", "a-${caller.env.EMPTY}", "${caller.label.none}${caller.name}"})
    void isNothingForACallerWhoLacksAPart(String text) {
        assertThat(CallerTemplate.parse(text).fill("web-1", ENVIRONMENT, LABELS))
                .isEmpty();
    }

    @Test
    void canLeaveOutWhatACallerLacks() {
        assertThat(CallerTemplate.parse("${caller.name}-${caller.env.NONE}")
                        .fillWhatIsThere("web-1", ENVIRONMENT, LABELS))
                .isEqualTo("web-1-");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${caller.env.}",
                "${caller.env.1A}",
                "${caller.env.A-B}",
                "${caller.env.A",
                "${caller.label.}",
                "${caller.label.a b}",
                "${caller.address}",
                "${caller.}"
            })
    void knowsNoOtherReference(String text) {
        assertThatThrownBy(() -> CallerTemplate.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("which is unknown; write ${caller.name}, ${caller.env.NAME} or");
    }
}
