package dev.credence.source.vault;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an ARN tells about account and role, in every partition. */
class AwsArnTest {

    @ParameterizedTest
    @CsvSource({
        "arn:aws:sts::123456789012:assumed-role/app/session, arn:aws:iam::123456789012:role/app",
        "arn:aws-cn:sts::123456789012:assumed-role/app/s, arn:aws-cn:iam::123456789012:role/app",
        "arn:aws-us-gov:sts::123456789012:assumed-role/app/s, arn:aws-us-gov:iam::123456789012:role/app",
        "arn:aws:iam::123456789012:role/team/app, arn:aws:iam::123456789012:role/team/app"
    })
    void tellsTheRole(String arn, String role) {
        AwsArn known = AwsArn.parse(arn).orElseThrow();

        assertThat(known.account()).isEqualTo("123456789012");
        assertThat(known.role()).contains(role);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "arn:aws:sts::123456789012:federated-user/name",
                "arn:aws:iam::123456789012:user/name",
                "arn:aws:iam::123456789012:root",
                "arn:aws:sts::123456789012:assumed-role/app"
            })
    void tellsTheAccountOnlyOfWhatIsNoRole(String arn) {
        AwsArn known = AwsArn.parse(arn).orElseThrow();

        assertThat(known.account()).isEqualTo("123456789012");
        assertThat(known.role()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "app", "arn:aws:s3:::bucket", "arn:aws:sts::12345:assumed-role/a/b", "arn:aws:sts::::"})
    void tellsNothingOfAnythingElse(String text) {
        assertThat(AwsArn.parse(text)).isEmpty();
    }
}
