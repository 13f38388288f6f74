package dev.credence.provider.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.config.AssumeRoleConfig;
import dev.credence.config.AwsCredentialConfig;
import dev.credence.credential.CredentialKey;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class AwsKeyTemplateTest {
    private static AwsKeyTemplate template(String sessionName) {
        AwsCredentialConfig config = new AwsCredentialConfig(
                "app",
                "vault",
                "aws",
                "app",
                Optional.empty(),
                Optional.empty(),
                Optional.ofNullable(sessionName),
                "app",
                AssumeRoleConfig.NONE);
        return new AwsKeyTemplate(config, "credence-node");
    }

    private static String session(CredentialKey key) {
        return key.parameters().get(CredentialKey.SESSION_NAME);
    }

    @Test
    void namesTheSessionAfterTheNodeUnlessToldOtherwise() {
        assertThat(session(template(null).keyFor("anyone"))).isEqualTo("credence-node");
    }

    @Test
    void sharesOneKeyWhereTheSessionNameDoesNotHoldTheCallers() {
        AwsKeyTemplate template = template("app");

        assertThat(template.keyFor("one")).isSameAs(template.keyFor("other"));
    }

    @Property
    void keepsCallersApartWhateverTheirNames(@ForAll String one, @ForAll String other) {
        AwsKeyTemplate template = template("s-${caller.name}");

        assertThat(template.keyFor(one).equals(template.keyFor(other))).isEqualTo(one.equals(other));
    }

    @Property
    void givesStsASessionNameThatItTakes(@ForAll String caller) {
        assertThat(session(template("${caller.name}").keyFor(caller))).matches("[\\w+=,.@-]{2,64}");
    }

    @Test
    void cannotFetchAheadWhatEachCallerHasForItself() {
        assertThat(template("${caller.name}").fixed()).isEmpty();
        assertThat(template("app").fixed()).isPresent();
    }
}
