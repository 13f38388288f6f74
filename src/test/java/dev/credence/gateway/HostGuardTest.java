package dev.credence.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostGuardTest {
    private final HostGuard guard = new HostGuard(Set.of("gateway.internal"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.0.0.1:8169",
                "169.254.169.254",
                "[::1]",
                "[::1]:8169",
                "[fd00:ec2::254]",
                "[fd00:ec2::23]:80",
                "localhost",
                "localhost:8169",
                "LocalHost",
                "metadata",
                "metadata.google.internal",
                "metadata.google.internal.",
                "METADATA.google.internal:80",
                "gateway.internal",
                "Gateway.Internal:8169"
            })
    void trustsWhatWorkloadsSend(String host) {
        assertThat(guard.trusts(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":80",
                "evil.example",
                "evil.example:8169",
                "127.0.0.1.evil.example",
                "127.0.0.1.nip.io:8169",
                "localhost.evil.example",
                "metadata.google.internal.evil.example",
                "xgateway.internal",
                "gateway.internal.",
                "127.0.0.1:80:evil",
                "127.1",
                "2130706433",
                "0x7f000001",
                "127.0.0.1@evil.example",
                "::1",
                "[::1",
                "::1]",
                "[::1]evil",
                "[evil.example]",
                "[]",
                " 127.0.0.1",
                "127.0.0.1,evil.example",
                "localhost\u0000"
            })
    void doesNotTrustWhatAWebPageCanBring(String host) {
        assertThat(guard.trusts(host)).isFalse();
    }

    @Test
    void doesNotTrustAForeignNameAfterAGoodOne() {
        guard.trusts("127.0.0.1:8169");

        assertThat(guard.trusts("evil.example:8169")).isFalse();
        assertThat(guard.trusts("127.0.0.1:8169")).isTrue();
    }
}
