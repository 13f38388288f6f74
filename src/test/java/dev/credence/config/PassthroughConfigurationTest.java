package dev.credence.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PassthroughConfigurationTest {
    private static final String FORM = "is not a path of EC2's metadata service; write it like"
            + " /latest/meta-data/instance-id or /latest/meta-data/placement/*, or \"*\" for everything but credentials";

    @Test
    void nothingIsHandedOnByDefault() {
        PassthroughConfig passthrough = Written.smallestAnd("").load().aws().passthrough();

        assertThat(passthrough.isOff()).isTrue();
        assertThat(passthrough.address()).isEqualTo(URI.create("http://169.254.169.254"));
        assertThat(passthrough.paths().permits("/latest/meta-data/ami-id")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*                               | /latest/meta-data/ami-id       | true",
                "/*                              | /2018-09-24/user-data          | true",
                "*                               | /latest                        | true",
                "*                               | /                              | false",
                "*                               | /1.0/meta-data                 | true",
                "*                               | /1.1/meta-data                 | false",
                "*                               | /latest/dynamic/instance-identity/document | true",
                "*                               | /latest/dynamic/instance-identity/pkcs7    | false",
                "/latest/dynamic/*               | /latest/dynamic/instance-identity/pkcs7    | false",
                "/latest/dynamic/instance-identity/* | /latest/dynamic/instance-identity/pkcs7 | true",
                "/latest/dynamic/instance-identity/pkcs7 | /2018-09-24/dynamic/instance-identity/pkcs7 | true",
                "/latest/meta-data/ami-id        | /latest/meta-data/ami-id       | true",
                "/latest/meta-data/ami-id/       | /latest/meta-data/ami-id       | true",
                "/latest/meta-data/ami-id        | /2021-07-15/meta-data/ami-id   | true",
                "/latest/meta-data/ami-id        | /latest/meta-data/ami-id-2     | false",
                "/latest/meta-data/ami-id        | /latest/meta-data/ami-id/x     | false",
                "/latest/meta-data/ami-id        | /latest/meta-data/AMI-ID       | false",
                "/2021-07-15/meta-data/ami-id    | /2021-07-15/meta-data/ami-id   | true",
                "/2021-07-15/meta-data/ami-id    | /latest/meta-data/ami-id       | false",
                "/latest/meta-data/placement/*   | /latest/meta-data/placement    | true",
                "/latest/meta-data/placement/*   | /latest/meta-data/placement/region | true",
                "/latest/meta-data/placement/*   | /latest/meta-data/placement-x  | false",
                "/latest/meta-data/p*            | /latest/meta-data/placement/region | true",
                "/latest/meta-data/*             | /latest/meta-data/iam/info     | false",
                "/latest/meta-data/i*            | /latest/meta-data/iam          | false",
                "/latest/meta-data/i*            | /latest/meta-data/identity-credentials/ec2/info | false",
                "/latest/meta-data/network/*     | /latest/meta-data/network/interfaces/macs/02:29:96:8f:6a:2d/mac | true",
                "/latest/meta-data/public-keys/* | /latest/meta-data/public-keys/0=my-key | true",
                "/latest                         | /latest                        | true",
                "/latest                         | /latest/user-data              | false",
            })
    void whatAPatternLetsPass(String pattern, String path, boolean passes) {
        String allow = "providers: {aws: {passthrough: {allow: [\"" + pattern + "\"]}}}";

        assertThat(Written.smallestAnd(allow).load().aws().passthrough().paths().permits(path))
                .isEqualTo(passes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "latest/meta-data",
                "/meta-data/ami-id",
                "/lat*",
                "/latest*",
                "/latest/*/x",
                "/latest/meta-data/../x",
                "/latest//x",
                "/latest/a b",
                "/latest/%61",
                "/v1/x",
                "//",
                "http://h/latest",
            })
    void whatIsNoPathOfMetadataIsTold(String pattern) {
        String allow = "providers: {aws: {passthrough: {allow: [\"" + pattern + "\"]}}}";

        assertThat(Written.smallestAnd(allow).problems())
                .containsExactly("credence.yaml:2: providers.aws.passthrough.allow: \"" + pattern + "\" " + FORM);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/latest/meta-data/iam/*",
                "/latest/meta-data/iam/info",
                "/latest/meta-data/iam/security-credentials/",
                "/2018-09-24/meta-data/IAM/x",
                "/latest/meta-data/identity-credentials/ec2/security-credentials/ec2-instance",
                "/latest/api/token",
            })
    void aPathOfCredentialsIsTold(String pattern) {
        String allow = "providers: {aws: {passthrough: {allow: [/latest/user-data, \"" + pattern + "\"]}}}";

        assertThat(Written.smallestAnd(allow).problems())
                .containsExactly("credence.yaml:2: providers.aws.passthrough.allow: \"" + pattern
                        + "\" leads to credentials or to session tokens, which never pass; remove it");
    }

    @Test
    void whatIsListedTwiceIsTold() {
        String allow = "providers: {aws: {passthrough: {allow: [/latest/user-data, /latest/user-data/]}}}";

        assertThat(Written.smallestAnd(allow).problems())
                .containsExactly(
                        "credence.yaml:2: providers.aws.passthrough.allow: \"/latest/user-data/\" is listed twice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://h", "http://h/x", "http://h:99999", "http://h:0", "http://"})
    void anAddressThatIsNoneIsTold(String address) {
        String passthrough = "providers: {aws: {passthrough: {address: \"" + address + "\"}}}";

        assertThat(Written.smallestAnd(passthrough).problems())
                .singleElement()
                .asString()
                .startsWith("credence.yaml:2: providers.aws.passthrough.address: \"" + address + "\" ");
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:8169,    http://127.0.0.1:8169",
        "127.0.0.1:8169,    http://localhost:8169",
        "127.0.0.1:8169,    127.0.0.1:8169",
        "127.0.0.7:80,      http://127.0.0.7",
        "0.0.0.0:8169,      http://127.0.0.1:8169",
        "0.0.0.0:8169,      http://127.9.9.9:8169",
        "'[::]:8169',       http://[::1]:8169",
        "'[::1]:8169',      http://[0:0:0:0:0:0:0:1]:8169",
        "169.254.169.254:80, http://169.254.169.254",
        "169.254.169.254:80, ''",
    })
    void anAddressThatIsAListenerIsTold(String listener, String address) {
        assertThat(loop(listener, address, "['*']").problems())
                .singleElement()
                .asString()
                .contains(": providers.aws.passthrough.address: ")
                .contains(
                        " is the listener " + listener + ", so the gateway would hand requests to itself; name the real"
                                + " metadata service, or empty allow");
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:8169, http://127.0.0.1:8168, ['*']",
        "127.0.0.1:8169, http://127.0.0.2:8169, ['*']",
        "127.0.0.1:8169, http://127.0.0.1:8169, []",
        "0.0.0.0:80,     http://169.254.169.254, ['*']",
    })
    void anAddressThatMayBeAnothersIsTaken(String listener, String address, String allow) {
        assertThat(loop(listener, address, allow).load().listeners()).hasSize(1);
    }

    private static Written loop(String listener, String address, String allow) {
        return Written.smallestAnd("listeners: [{address: \"" + listener + "\"}]\n"
                + "callers: [{match: any, credentials: [app]}]\n"
                + "providers: {aws: {passthrough: {address: \"" + address + "\", allow: " + allow + "}}}\n");
    }
}
