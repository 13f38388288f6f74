package dev.credence.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What can be used and is probably not what was meant. */
class WarningsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "refresh: {wait: 2s} | refresh.wait: warning: 2s is longer than the 1s after which SDKs give up; write"
                        + " 900ms or less",
                "refresh: {min-remaining: 5m} | refresh.min-remaining: warning: 5m is short: botocore takes"
                        + " credentials with less than 20m left for an outage; 20m or more is safe",
                "backends: {vault: {tls: {skip-verify: true}}} | backends.vault.tls.skip-verify: warning: the"
                        + " certificate of the back end is not checked, so anyone on the way can read every"
                        + " credential; name its authority in ca-certificate instead",
                "callers: [{match: any, credentials: [app]}, {match: any, credentials: [app]}] | callers.1: warning:"
                        + " never matches, since callers.0 matches everyone; move it up",
            })
    void warnsOfWhatWasProbablyNotMeant(String line, String warning) {
        assertThat(Written.smallestAnd(line).warnings()).containsExactly("credence.yaml:2: " + warning);
    }

    @Test
    void warnsOfASecondGatewayThatCouldNotStartOrWouldNotKnowTheSessionsOfTheFirst() {
        assertThat(Written.smallestAnd("listeners: [{address: '127.0.0.1:1', reuse-port: true}]")
                        .warnings())
                .containsExactly(
                        "ops.reuse-port: warning: is off here and on elsewhere, so a second gateway cannot start beside;"
                                + " set it everywhere",
                        "providers.aws.token-key-file: warning: is not set, and reuse-port is: a second gateway does not"
                                + " know the session tokens (IMDSv2) of the first; write a key with openssl rand -hex 32"
                                + " and name its file");
        assertThat(Written.smallestAnd("listeners: [{address: '127.0.0.1:1', reuse-port: true, providers: [gcp]}]\n"
                                + "ops: {reuse-port: true}")
                        .warnings())
                .isEmpty();
    }

    @Test
    void warnsOfSessionsThatBotocoreTakesForAnOutage() {
        assertThat(Written.yaml("credentials: {app: {provider: aws, role: app, ttl: 15m}}")
                        .warnings())
                .containsExactly("credence.yaml:1: credentials.app.ttl: warning: 15m is short: botocore takes"
                        + " credentials with less than 20m left for an outage and extends them itself; 30m or more is"
                        + " safe");
    }

    @Test
    void warnsOfNamesThatAreListedTwice() {
        assertThat(Written.yaml("credentials: {a: {provider: aws, role: x}, b: {provider: aws, role: y/x}}")
                        .warnings())
                .containsExactly("credence.yaml:1: credentials.b.name: warning: is listed as x like a, so the metadata"
                        + " service can serve only one of them; give it another name");
    }

    @Test
    void calculatesWhetherARateLimitCanKeepUp() {
        StringBuilder text = new StringBuilder("backends: {vault: {rate-limit: 1/m}}\ncredentials:\n");
        for (int index = 0; index < 54; index++) {
            text.append("  c")
                    .append(index)
                    .append(": {provider: aws, role: r")
                    .append(index)
                    .append("}\n");
        }

        assertThat(Written.yaml(text.toString()).warnings())
                .containsExactly(
                        "credence.yaml:1: backends.vault.rate-limit: warning: 1.0 requests a minute cannot"
                                + " keep up: 54 credentials that live 1h need 2.0 refreshes a minute; raise it or ask for a longer ttl");
    }

    @Test
    void calculatesWithTheLifeOfEachCredential() {
        String text = """
                backends: {vault: {rate-limit: 1/m}}
                credentials:
                  long: {provider: aws, role: a, ttl: 12h}
                  # Renewed each minute, less a tenth: it hardly lives longer than what must be left.
                  short: {provider: aws, role: b, ttl: 1230s}
                """;

        assertThat(Written.yaml(text).warnings()).anySatisfy(warning -> assertThat(warning)
                .contains("1.0 requests a minute cannot keep up: 2 credentials that live 20m30s to 12h need 1.1"
                        + " refreshes a minute"));
    }
}
