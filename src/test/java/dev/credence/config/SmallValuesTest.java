package dev.credence.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SmallValuesTest {
    @ParameterizedTest
    @CsvSource({"20/s:40,20,40", "50/s,50,50", "120/m,2,2", "6/m,0.1,1", "0.5/s:3,0.5,3", "0,0,0", "0/s,0,0"})
    void readsRates(String text, double perSecond, int burst) {
        assertThat(RateLimit.parse(text)).isEqualTo(new RateLimit(perSecond, burst));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "20", "20/h", "-1/s", "20/s:", "x/s", "20/s:-1", "NaN/s"})
    void refusesWhatIsNoRate(String text) {
        assertThatThrownBy(() -> RateLimit.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("is not a rate; write it like 20/s:40");
    }

    @Test
    void refusesABurstThatLetsNothingPass() {
        assertThatThrownBy(() -> RateLimit.parse("20/s:0")).hasMessageStartingWith("has a burst of 0");
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:8169,127.0.0.1,8169,true",
        "[::1]:8169,::1,8169,true",
        "localhost:0,localhost,0,true",
        "0.0.0.0:80,0.0.0.0,80,false",
        "node-1.example:65535,node-1.example,65535,false",
    })
    void readsAddresses(String text, String host, int port, boolean loopback) {
        HostPort address = HostPort.parse(text);

        assertThat(address).isEqualTo(new HostPort(host, port)).hasToString(text);
        assertThat(address.isLoopback()).isEqualTo(loopback);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "8169",
                "127.0.0.1",
                "::1:8169",
                "[::1]",
                "host:port",
                ":8169",
                "a b:1",
                "1.2.3.400:1",
                "[x]:1",
                "127.0.0.1:65536",
                "http://h:1"
            })
    void refusesWhatIsNoAddress(String text) {
        assertThatThrownBy(() -> HostPort.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.0.0/16,10.1.0.0/16",
        "10.1.2.3,10.1.2.3/32",
        "0.0.0.0/0,0.0.0.0/0",
        "fd00::/8,fd00:0:0:0:0:0:0:0/8",
        "::1,0:0:0:0:0:0:0:1/128",
    })
    void readsNetworks(String text, String canonical) {
        assertThat(Cidr.parse(text)).hasToString(canonical);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10.1.0.0/", "10.1.0/16", "example.com/8", "10.1.0.0/33", "10.1.0.1/16", "fe80::1%lo"})
    void refusesWhatIsNoNetwork(String text) {
        assertThatThrownBy(() -> Cidr.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "https://u:p@h/x, https://***@h/x",
        "u:p@h, ***@h",
        "app@p.example, app@p.example",
        "arn:aws:iam::1:role/a@b, arn:aws:iam::1:role/a@b",
    })
    void hidesWhatStandsBeforeAHost(String written, String shown) {
        assertThat(ShownValue.of("address", written)).isEqualTo('"' + shown + '"');
    }

    @Test
    void saysWhichNetworkWasProbablyMeant() {
        assertThatThrownBy(() -> Cidr.parse("10.1.2.3/16"))
                .hasMessage("has bits set behind its prefix; write 10.1.0.0/16");
    }
}
