package dev.credence.caller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.config.CallerConfig;
import dev.credence.config.Cidr;
import dev.credence.telemetry.Secret;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CallerResolverTest {
    private final CallerResolver resolver = CallerResolver.of(
            List.of(
                    rule("pods", "fd00:1::/32", null),
                    rule(null, "10.1.0.0/16", null),
                    rule("both", "10.2.0.0/16", "a"),
                    rule("later", null, "a"),
                    rule("other", null, "b")),
            file -> Secret.of("token-" + file));

    @Test
    void addressOfVersion6IsMatchedByItsNetwork() {
        Caller caller = resolver.byAddress(address("fd00:1:2::3"));

        assertThat(caller.name()).isEqualTo("pods");
        assertThat(caller.credentials()).containsExactly("pods");
        assertThat(resolver.byAddress(address("fd00:2::1")).isKnown()).isFalse();
    }

    @Test
    void callerWithoutANameIsCalledByItsAddressAndCountedByItsRule() {
        Caller caller = resolver.byAddress(address("10.1.2.3"));

        assertThat(caller.name()).isEqualTo("10.1.2.3");
        assertThat(caller.label()).isEqualTo("rule-2");
        assertThat(caller.rule()).isEqualTo(1);
    }

    @Test
    void addressOfVersion4InTheFormOfVersion6IsTheSameAddress() {
        assertThat(resolver.byAddress(address("::ffff:10.1.2.3")).rule()).isEqualTo(1);
    }

    @Test
    void addressAloneNeverMatchesARuleThatAsksForAToken() {
        Caller stranger = resolver.byAddress(address("10.2.0.1"));

        assertThat(stranger.isKnown()).isFalse();
        assertThat(stranger.credentials()).isEmpty();
        assertThat(stranger.label()).isEqualTo("none");
    }

    @Test
    void firstRuleWithTheTokenWins() {
        assertThat(resolver.byToken(address("10.2.0.1"), "token-a"))
                .map(Caller::name)
                .contains("both");
        assertThat(resolver.byToken(address("10.3.0.1"), "token-a"))
                .map(Caller::name)
                .contains("later");
        assertThat(resolver.byToken(address("::1"), "token-b"))
                .map(Caller::name)
                .contains("other");
    }

    @Test
    void noOtherTokenProvesAnybody() {
        for (String presented : List.of("", "token-", "token-c", "TOKEN-A", "token-a ", "token-aa")) {
            assertThat(resolver.byToken(address("10.2.0.1"), presented))
                    .as(presented)
                    .isEmpty();
        }
    }

    private static CallerConfig rule(String name, String cidr, String tokenFile) {
        return new CallerConfig(
                Optional.ofNullable(name),
                Optional.ofNullable(cidr).map(Cidr::parse),
                Optional.empty(),
                Optional.ofNullable(tokenFile).map(Path::of),
                name == null ? List.of() : List.of(name));
    }

    private static InetAddress address(String literal) {
        return NetUtil.createInetAddressFromIpAddressString(literal);
    }
}
