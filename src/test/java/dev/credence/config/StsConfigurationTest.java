package dev.credence.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StsConfigurationTest {
    private static final String ROLE = "arn:aws:iam::123456789012:role/hub";

    @Test
    void needsNothingButItsType() {
        Configuration configuration = Written.yaml("""
                        backends: {accounts: {type: sts}}
                        credentials: {app: {provider: aws, role: "arn:aws:iam::123456789012:role/app"}}
                        """).load();

        assertThat(configuration.backends()).containsOnlyKeys("accounts");
        assertThat(configuration.backends().get("accounts"))
                .isEqualTo(new StsConfig(
                        "accounts",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Duration.ofSeconds(10),
                        2,
                        new RateLimit(20, 40),
                        BreakerConfig.DEFAULT));
        assertThat(configuration.credentials().get("app").backend()).isEqualTo("accounts");
    }

    @Test
    void readsEveryKey() {
        assertThat(accounts("region: us-gov-west-1, endpoint: 'https://STS.example/', proxy: 'http://p:3128',"
                        + " credentials: default, timeout: 3s, retries: 4, rate-limit: 5/s,"
                        + " breaker: {failures: 2, window: 4s, reset: 6s}"))
                .isEqualTo(new StsConfig(
                        "a",
                        Optional.of("us-gov-west-1"),
                        Optional.of(URI.create("https://sts.example")),
                        Optional.of(URI.create("http://p:3128")),
                        Optional.empty(),
                        Duration.ofSeconds(3),
                        4,
                        new RateLimit(5, 5),
                        new BreakerConfig(2, Duration.ofSeconds(4), Duration.ofSeconds(6))));
    }

    @Test
    void asksWithWhatAnotherBackEndIssues() {
        assertThat(accounts("credentials: {backend: vault, mount: /team/aws/, role: hub}")
                        .credentials())
                .contains(new SourceCredential("vault", "team/aws", "hub"));
        assertThat(accounts("credentials: {backend: vault, role: hub}").credentials())
                .contains(new SourceCredential("vault", "aws", "hub"));
        assertThat(accounts("credentials: {backend: b, role: '" + ROLE + "'}, region: eu-west-1}, b: {type: sts")
                        .credentials())
                .contains(new SourceCredential("b", "", ROLE));
    }

    @Test
    void asksWithTheFirstRoleThatAMetadataServiceListsIfToldTo() {
        String ims = "}, afp: {type: ims, address: 'http://afp.example'";

        StsConfig first = accounts("credentials: {backend: afp, role: '*'}" + ims);
        assertThat(first.credentials()).contains(new SourceCredential("afp", "", "*"));
        assertThat(first.asksWithFirstOf()).contains("afp");
        assertThat(accounts("credentials: {backend: afp, role: hub}" + ims).asksWithFirstOf())
                .isEmpty();
        assertThat(accounts("region: eu-west-1").asksWithFirstOf()).isEmpty();
    }

    @Test
    void hasNoFirstRoleWhereBackEndsListNone() {
        assertThat(Written.smallestAnd("backends: {vault: , a: {type: sts, credentials: {backend: vault, role: '*'}},"
                                + " b: {type: sts, credentials: {backend: c, role: '*'}}, c: {type: sts}}")
                        .problems())
                .containsExactlyInAnyOrder(
                        "credence.yaml:2: backends.a.credentials.role: \"*\" stands for the first role that a back end of"
                                + " type ims lists, and vault is of type vault; name the role",
                        "credence.yaml:2: backends.b.credentials.role: \"*\" stands for the first role that a back end of"
                                + " type ims lists, and c is of type sts; name the role");
    }

    @ParameterizedTest
    @ValueSource(strings = {"eu-west-1", "us-gov-east-1", "us-isob-east-1", "ap-southeast-12", "aws-global"})
    void takesEveryFormOfARegion(String region) {
        assertThat(accounts("region: " + region).region()).contains(region);
    }

    /** Each on line 2. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "region: Ireland | region: \"Ireland\" is not a region; write it like eu-west-1",
                "endpoint: 'http://sts.example' | endpoint: \"http://sts.example\" would send secrets that anyone on the"
                        + " way can read; write https://sts.example (plain http may go to localhost, 127.0.0.1 and [::1]"
                        + " only)",
                "proxy: 'socks5://p:1' | proxy: \"socks5://p:1\" is not a proxy; write http://host:port, without user and"
                        + " password",
                "proxy: 'http://p' | proxy: \"http://p\" is not a proxy; write http://host:port, without user and"
                        + " password",
                "proxy: 'http://u:hunter2@p:1' | proxy: \"http://***@p:1\" is not a proxy; write http://host:port, without"
                        + " user and password",
                "timeout: 1h | timeout: \"1h\" is not between 1ms and 5m",
                "address: 'http://h' | address: is for back ends of type ims and vault, and this one is of type sts; remove"
                        + " it",
                "namespace: n | namespace: is for back ends of type vault, and this one is of type sts; remove it",
                "auth: {method: token} | auth: is for back ends of type vault, and this one is of type sts; remove it",
                "prefix: /x/ | prefix: is for back ends of type ims, and this one is of type sts; remove it",
                "credentials: vault | credentials: \"vault\" must be default or a map of backend, mount, role",
                "credentials: {role: hub} | credentials.backend: is missing; name the back end that issues them, or write"
                        + " default",
                "credentials: {backend: vault} | credentials.role: is missing; name the role as that back end does",
                "credentials: {backend: valt, role: hub} | credentials.backend: \"valt\" is not a back end; there are"
                        + " vault, a; did you mean vault?",
                "credentials: {backend: a, role: hub} | credentials.backend: \"a\" is this back end itself, which would"
                        + " wait for itself; name another, or write default",
                "credentials: {backend: vault, mount: /, role: hub} | credentials.mount: \"/\" is not the path of a"
                        + " secrets engine; write it like aws or team/aws",
            })
    void saysWhatIsWrong(String keys, String problem) {
        assertThat(Written.smallestAnd("backends: {vault: , a: {type: sts, " + keys + "}}")
                        .problems())
                .containsExactly("credence.yaml:2: backends.a." + problem);
    }

    @Test
    void findsTwoThatWaitForEachOther() {
        assertThat(Written.smallestAnd("backends: {vault: , a: {type: sts, credentials: {backend: b, role: '" + ROLE
                                + "'}}, b: {type: sts, credentials: {backend: a, role: '" + ROLE + "'}}}")
                        .problems())
                .hasSize(2)
                .allSatisfy(problem -> assertThat(problem).contains("each would wait for the other"));
    }

    @Test
    void takesOneRoleBetweenAndNoMore() {
        assertThat(Written.smallestAnd("backends: {vault: , a: {type: sts, credentials: {backend: b, role: '" + ROLE
                                + "'}}, b: {type: sts, credentials: {backend: vault, role: hub}}}")
                        .problems())
                .containsExactly("credence.yaml:2: backends.a.credentials.backend: \"b\" asks with credentials of a"
                        + " third one, and there can be one between only; name a back end of type vault or ims, or one"
                        + " of type sts with default");
    }

    @Test
    void wantsTheArnOfARoleFromAnotherSts() {
        assertThat(Written.smallestAnd(
                                "backends: {vault: , a: {type: sts, credentials: {backend: b, mount: aws, role: hub}}, b:"
                                        + " {type: sts}}")
                        .problems())
                .containsExactlyInAnyOrder(
                        "credence.yaml:2: backends.a.credentials.mount: \"aws\" is for back ends of type vault, and b is"
                                + " none; remove it",
                        "credence.yaml:2: backends.a.credentials.role: \"hub\" is not the ARN of a role, as a back end of"
                                + " type sts wants it; write it like arn:aws:iam::123456789012:role/app");
    }

    @Test
    void aVaultHasNoRegion() {
        assertThat(Written.smallestAnd("backends: {vault: {region: eu-west-1, credentials: default}}")
                        .problems())
                .containsExactlyInAnyOrder(
                        "credence.yaml:2: backends.vault.region: is for back ends of type sts, and this one is of type"
                                + " vault; remove it",
                        "credence.yaml:2: backends.vault.credentials: is for back ends of type sts, and this one is of"
                                + " type vault; remove it");
    }

    private static StsConfig accounts(String keys) {
        return (StsConfig) Written.smallestAnd("backends: {vault: , a: {type: sts, " + keys + "}}")
                .load()
                .backends()
                .get("a");
    }
}
