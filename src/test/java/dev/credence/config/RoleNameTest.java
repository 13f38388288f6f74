package dev.credence.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoleNameTest {
    private static final Optional<String> DEFAULT_ACCOUNT = Optional.of("111111111111");

    @ParameterizedTest
    @CsvSource({
        "app, app, arn:aws:iam::111111111111:role/app",
        "app@222222222222, app, arn:aws:iam::222222222222:role/app",
        "team/app, app, arn:aws:iam::111111111111:role/team/app",
        "/team/app, app, arn:aws:iam::111111111111:role/team/app",
        "team/app@222222222222, app, arn:aws:iam::222222222222:role/team/app",
        "arn:aws:iam::222222222222:role/app, app, arn:aws:iam::222222222222:role/app",
        "arn:aws:iam::222222222222:role/a/b/app, app, arn:aws:iam::222222222222:role/a/b/app",
        "arn:aws-cn:iam::222222222222:role/app, app, arn:aws-cn:iam::222222222222:role/app",
        "arn:aws-us-gov:iam::222222222222:role/app, app, arn:aws-us-gov:iam::222222222222:role/app",
        "me@example.com, me@example.com, arn:aws:iam::111111111111:role/me@example.com",
        "'a+b=c,d.e@f-g_h', 'a+b=c,d.e@f-g_h', 'arn:aws:iam::111111111111:role/a+b=c,d.e@f-g_h'",
    })
    void readsEachForm(String text, String name, String arn) {
        RoleName role = RoleName.parse(text);

        assertThat(role.name()).isEqualTo(name);
        assertThat(role.arn("aws", DEFAULT_ACCOUNT)).contains(arn);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "app/",
                "a//b",
                "../app",
                "a/../app",
                "./app",
                "app@",
                "app@123",
                "app@1234567890123",
                "@123456789012",
                "a b",
                "app\n",
                "ap*",
                "te*m/app",
                "te?m/app",
                "team:x/app",
                "arn:aws:iam::123456789012:user/app",
                "arn:aws:iam::12345:role/app",
                "arn:aws:iam:eu-west-1:123456789012:role/app",
                "arn:aws:iam::123456789012:role/",
                "arn:aws:iam::123456789012:role//app",
                "arn:AWS:iam::123456789012:role/app",
                "arn:aws:sts::123456789012:assumed-role/app/session",
                "${caller.env.ROLE}",
                "röle"
            })
    void takesNothingElseForARole(String text) {
        assertThatThrownBy(() -> RoleName.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("name@123456789012");
    }

    @Test
    void isNoneWhenItIsLongerThanIamTakes() {
        assertThat(RoleName.parse("a".repeat(64)).name()).hasSize(64);
        assertThatThrownBy(() -> RoleName.parse("a".repeat(65))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RoleName.parse("a/".repeat(100_000) + "b"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void hasNoArnAsLongAsNobodySaysWhichAccount() {
        assertThat(RoleName.parse("app").arn("aws", Optional.empty())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "eu-west-1, aws",
        "cn-north-1, aws-cn",
        "us-gov-west-1, aws-us-gov",
        "us-iso-east-1, aws-iso",
        "us-isob-east-1, aws-iso-b",
        "aws-global, aws",
        "aws-cn-global, aws-cn",
    })
    void isInThePartitionOfTheRegion(String region, String partition) {
        assertThat(AwsPartition.ofRegion(region)).isEqualTo(partition);
    }

    @Property
    void neverMakesAnArnThatIsReadAsAnotherRole(@ForAll String text) {
        RoleName role;
        try {
            role = RoleName.parse(text);
        } catch (IllegalArgumentException none) {
            return;
        }
        String arn = role.arn("aws", DEFAULT_ACCOUNT).orElseThrow();

        assertThat(RoleName.parse(arn).arn("aws", Optional.empty())).contains(arn);
    }
}
