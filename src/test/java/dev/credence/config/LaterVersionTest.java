package dev.credence.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the design has and this version does not is told, not ignored. */
class LaterVersionTest {
    /** Documented for later; each on line 2. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "backends: {vault: , a: {type: sts, region: eu-west-1}} | backends.a.type: \"sts\" is not available in"
                        + " this version; it has vault",
                "backends: {vault: , a: {type: ims, address: 'http://x'}} | backends.a.type: \"ims\" is not available"
                        + " in this version; it has vault",
                "providers: {aws: {passthrough: {allow: [/a]}}} | providers.aws.passthrough.allow: not available in"
                        + " this version; remove it",
                "log: {format: json} | log.format: \"json\" is not available in this version; write text",
                "log: {to: [stdout, {file: {path: x}}]} | log.to: not available in this version; remove it",
                "metrics: {statsd: {address: 'h:1'}} | metrics.statsd.address: not available in this version; remove"
                        + " it",
                "metrics: {otlp: {url: 'http://h'}} | metrics.otlp.url: not available in this version; remove it",
            })
    void saysThatAKeyBelongsToALaterVersion(String line, String problem) {
        assertThat(Written.smallestAnd(line).problems()).containsExactly("credence.yaml:2: " + problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{provider: aws, role: '*'} | role: \"*\" is not available in this version; name one role of the"
                        + " secrets engine",
                "{provider: azure, role: '*'} | role: \"*\" is not available in this version; name one role of the"
                        + " secrets engine",
                "{provider: gcp, role: a, external-id: x} | external-id: not available in this version; remove it",
                "{provider: aws, role: '${caller.env.ROLE}'} | role: \"${caller.env.ROLE}\" is not available in this"
                        + " version; name one role of the secrets engine",
                "{provider: aws, role: a, session-name: '${caller.label.x}'} | session-name: \"${caller.label.x}\""
                        + " holds ${caller.label.x}, which is not available in this version; ${caller.name} is",
                "{provider: aws, role: a, external-id: x} | external-id: not available in this version; remove it",
                "{provider: aws, role: a, default-role: x} | default-role: not available in this version; remove it",
                "{provider: aws, role: a, allowed-roles: [x]} | allowed-roles: not available in this version; remove"
                        + " it",
            })
    void saysThatACredentialIsOfALaterVersion(String credential, String problem) {
        assertThat(Written.yaml("credentials: {c: " + credential + "}").problems())
                .containsExactly("credence.yaml:1: credentials.c." + problem);
    }
}
