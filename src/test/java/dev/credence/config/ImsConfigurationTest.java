package dev.credence.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Back ends of type ims: other metadata services. */
class ImsConfigurationTest {
    @Test
    void needsAnAddressAndNothingElse() {
        assertThat(ims("address: 'http://afp.example'"))
                .isEqualTo(new ImsConfig(
                        "afp",
                        java.net.URI.create("http://afp.example"),
                        "/latest/meta-data/iam/security-credentials/",
                        Optional.empty(),
                        Optional.empty(),
                        Duration.ofSeconds(10),
                        2,
                        new RateLimit(20, 40),
                        BreakerConfig.DEFAULT));
    }

    @Test
    void readsEveryKey() {
        ImsConfig ims = ims("address: afp.example:8080/, prefix: team/roles, proxy: 'http://proxy.example:3128',"
                + " timeout: 2s, retries: 0, rate-limit: 1/s, breaker: {failures: 2, window: 3s, reset: 4s}");

        assertThat(ims.address()).hasToString("http://afp.example:8080");
        assertThat(ims.prefix()).isEqualTo("/team/roles/");
        assertThat(ims.proxy().orElseThrow()).hasToString("http://proxy.example:3128");
        assertThat(ims.timeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(ims.retries()).isZero();
        assertThat(ims.rateLimit()).isEqualTo(new RateLimit(1, 1));
        assertThat(ims.breaker()).isEqualTo(new BreakerConfig(2, Duration.ofSeconds(3), Duration.ofSeconds(4)));
    }

    @Test
    void takesTheRootForAPrefix() {
        assertThat(ims("address: 'https://a', prefix: /").prefix()).isEqualTo("/");
    }

    @Test
    void takesNothingFromTheEnvironmentOfVault() {
        assertThat(Written.smallestAnd("backends: {vault: , afp: {type: ims}}")
                        .with("VAULT_ADDR", "http://vault:8200")
                        .problems())
                .containsExactly("credence.yaml:2: backends.afp.address: is missing; write where the metadata service"
                        + " is, like http://metadata.example");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "address: 'ftp://x' | address: \"ftp://x\" is not an address of a metadata service; write http://host"
                        + " or http://host:port",
                "address: 'http://x/y' | address: \"http://x/y\" is not an address of a metadata service; write"
                        + " http://host or http://host:port",
                "address: 'x:70000' | address: \"x:70000\" has a port that is not between 1 and 65535",
                "address: x, prefix: 'a?b' | prefix: \"a?b\" is not the path below which roles are listed; write it"
                        + " like /latest/meta-data/iam/security-credentials/",
                "address: x, prefix: a/../b | prefix: \"a/../b\" is not the path below which roles are listed; write it"
                        + " like /latest/meta-data/iam/security-credentials/",
                "address: x, prefix: 'a//b' | prefix: \"a//b\" is not the path below which roles are listed; write it"
                        + " like /latest/meta-data/iam/security-credentials/",
                "address: x, proxy: 'https://p' | proxy: \"https://p\" is not a proxy; write http://host:port, without"
                        + " user and password",
                "address: x, proxy: 'http://u:p@h:1' | proxy: \"http://***@h:1\" is not a proxy; write"
                        + " http://host:port, without user and password",
                "address: x, proxy: 'http://h:0' | proxy: \"http://h:0\" is not a proxy; write http://host:port,"
                        + " without user and password",
                "address: x, timeout: 1h | timeout: \"1h\" is not between 1ms and 5m",
                "address: x, namespace: n | namespace: is for back ends of type vault, and this one is of type ims;"
                        + " remove it",
                "address: x, auth: {method: token} | auth: is for back ends of type vault, and this one is of type"
                        + " ims; remove it",
                "address: x, region: r | region: is for back ends of type sts, and this one is of type ims; remove it",
                "address: x, credentials: default | credentials: is for back ends of type sts, and this one is of type"
                        + " ims; remove it",
                "address: x, tls: {skip-verify: true} | tls.skip-verify: is for back ends of type vault; one of type"
                        + " ims has ca-certificate",
                "address: x, tls: {ca-certificate: no.pem} | tls.ca-certificate: \"no.pem\" names a file that does not"
                        + " exist",
                "address: '127.0.0.1:8169' | address: http://127.0.0.1:8169 is the listener 127.0.0.1:8169, so the"
                        + " gateway would ask itself for credentials; name another metadata service",
                "address: 'localhost:8169' | address: http://localhost:8169 is the listener 127.0.0.1:8169, so the"
                        + " gateway would ask itself for credentials; name another metadata service",
            })
    void saysWhatIsWrong(String keys, String problem) {
        assertThat(Written.smallestAnd("backends: {vault: , afp: {type: ims, " + keys + "}}")
                        .problems())
                .containsExactly("credence.yaml:2: backends.afp." + problem);
    }

    /** Another machine's, as the proxy sees it. */
    @Test
    void letsALoopbackAddressBehindAProxyPass() {
        assertThat(ims("address: '127.0.0.1:8169', proxy: 'http://proxy:3128'").address())
                .hasToString("http://127.0.0.1:8169");
    }

    @ParameterizedTest
    @CsvSource({"prefix: /a/, ims", "proxy: 'http://p:1', ims and sts", "region: r, sts", "endpoint: x, sts"})
    void saysThatAVaultHasNoSuchKey(String line, String types) {
        assertThat(Written.smallestAnd("backends: {vault: {" + line + "}}").problems())
                .containsExactly("credence.yaml:2: backends.vault." + line.replaceFirst(":.*", "")
                        + ": is for back ends of type " + types + ", and this one is of type vault; remove it");
    }

    private static ImsConfig ims(String keys) {
        return (ImsConfig) Written.smallestAnd("backends: {vault: , afp: {type: ims, " + keys + "}}")
                .load()
                .backends()
                .get("afp");
    }
}
