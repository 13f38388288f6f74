package dev.credence.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProblemsTest {
    @TempDir
    Path folder;

    @Test
    void reportsEverythingAtOnceInTheOrderOfTheFile() {
        assertThat(Written.yaml("""
                        listeners:
                          - address: 0.0.0.0
                        credentials:
                          app:
                            provider: aws
                            rle: app
                            ttl: 5m
                        refresh: {wait: soon, ahead: 1}
                        limts: {}
                        """).with("CREDENCE_OPS_ADRESS", "x").problems())
                .containsExactly(
                        "credence.yaml:2: listeners.0.address: \"0.0.0.0\" is not an address to listen on; write"
                                + " host:port, like 127.0.0.1:8169 or [::1]:8169",
                        "credence.yaml:4: credentials.app.role: is missing; name the role of the secrets engine",
                        "credence.yaml:6: credentials.app.rle: unknown key; did you mean role?",
                        "credence.yaml:7: credentials.app.ttl: \"5m\" is not between 15m and 12h, which is what AWS"
                                + " takes",
                        "credence.yaml:8: refresh.ahead: \"1\" is not a part of a whole; write a number above 0 and"
                                + " below 1, like 0.5",
                        "credence.yaml:8: refresh.wait: \"soon\" is not a duration; write it like 900ms, 10s, 15m or"
                                + " 1h30m",
                        "credence.yaml:9: limts: unknown key; did you mean limits?",
                        "environment variable CREDENCE_OPS_ADRESS: names no key of the configuration; did you mean"
                                + " CREDENCE_OPS_ADDRESS?");
    }

    @Test
    void saysHowTheSmallestFileLooksWhenThereAreNoCredentials() {
        assertThat(Written.yaml("").problems())
                .containsExactly("credentials: there are none; the smallest file is \"credentials: {app: {provider:"
                        + " aws, role: app}}\"; to try without one, run serve --dev");
    }

    /** Each on line 2 of a file whose first line is the smallest configuration. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "ops: {adres: x} | ops.adres: unknown key; did you mean address?",
                "ops: {zzzzzz: x} | ops.zzzzzz: unknown key; known here: address, hosts, reuse-port, token-file",
                "ops: [a] | ops: must be a map of address, hosts, reuse-port, token-file",
                "ops: x | ops: \"x\" must be a map of address, hosts, reuse-port, token-file",
                "ops: {hosts: ['http://a']} | ops.hosts: \"http://a\" is not a host name; write it without scheme and port",
                "ops: {address: [a]} | ops.address: must be a single value",
                "ops: {address: ':80'} | ops.address: \":80\" names no host; write 0.0.0.0:80 for every interface or"
                        + " 127.0.0.1:80 for this machine only",
                "ops: {address: 'h:70000'} | ops.address: \"h:70000\" has a port that is not between 0 and 65535",
                "ops: {address: '127.0.0.1:8169'} | listeners.0.address: 127.0.0.1:8169 clashes with ops.address"
                        + " 127.0.0.1:8169; give each its own port",
                "ops: {address: '0.0.0.0:8169'} | listeners.0.address: 127.0.0.1:8169 clashes with ops.address"
                        + " 0.0.0.0:8169; give each its own port",
                "listeners: {} | listeners: must be a list of maps",
                "listeners: [] | listeners: is empty; list one, or leave it out for 127.0.0.1:8169",
                "listeners: [{}] | listeners.0.address: is missing; write host:port, like 127.0.0.1:8169",
                "listeners: [{address: 'localhost:1', hosts: ['a:1']}] | listeners.0.hosts: \"a:1\" is not a host"
                        + " name; write it without scheme and port",
                "listeners: [{address: 'localhost:1', hosts: a}] | listeners.0.hosts: \"a\" must be a list, like"
                        + " [a, b]",
                "listeners: [{address: 'localhost:1', providers: [asw]}] | listeners.0.providers: \"asw\" is not a"
                        + " provider; there are aws, gcp, azure; did you mean aws?",
                "listeners: [{address: 'localhost:1', tls: {key: k}}] | listeners.0.tls.certificate: is missing;"
                        + " certificate and key belong together",
                "listeners: [{address: '10.0.0.1:1'}] | callers: is missing, and 10.0.0.1:1 can be reached from other"
                        + " machines, so everyone there could have every credential; say who may have what, or listen"
                        + " on 127.0.0.1 only",
                "backends: {vault: {type: vualt}} | backends.vault.type: \"vualt\" is not one of ims, sts, vault; did"
                        + " you mean vault?",
                "backends: {vault: {address: 'http://h:1/v1'}} | backends.vault.address: \"http://h:1/v1\" has more"
                        + " than scheme, host and port; write http://h:1",
                "backends: {vault: {address: 'http://u:p@h:1'}} | backends.vault.address: \"http://***@h:1\" has more"
                        + " than scheme, host and port; write http://h:1",
                "backends: {vault: {address: 'ftp://h'}} | backends.vault.address: \"ftp://h\" is not an address of"
                        + " Vault; write https://host:8200, http://host:8200 or unix:///path",
                "backends: {vault: {retries: -1}} | backends.vault.retries: \"-1\" is not a whole number between 0 and"
                        + " 10",
                "backends: {vault: {timeout: 1h}} | backends.vault.timeout: \"1h\" is not between 1ms and 5m",
                "backends: {vault: {rate-limit: 20}} | backends.vault.rate-limit: \"20\" is not a rate; write it like"
                        + " 20/s:40 (a mean of 20 a second, 40 at once), 50/s, 6/m, or 0 for no limit",
                "backends: {vault: {breaker: {window: 1500ms}}} | backends.vault.breaker.window: \"1500ms\" is not in"
                        + " whole seconds",
                "backends: {vault: {breaker: {window: 500ms}}} | backends.vault.breaker.window: \"500ms\" is not"
                        + " between 1s and 1h",
                "backends: {vault: {tls: {certificate: c}}} | backends.vault.tls.key: is missing; certificate and key"
                        + " belong together",
                "backends: {vault: {auth: {method: tokn}}} | backends.vault.auth.method: \"tokn\" is not one of approle,"
                        + " aws, azure, cert, gcp, jwt, kubernetes, token, userpass; did you mean token?",
                "backends: {a: {}, b: {}} | credentials.app.backend: is missing; there are several back ends: name one"
                        + " of a, b",
                "callers: [] | callers: is empty, so nobody could have anything; write match: any, or leave it out",
                "callers: [{match: any}] | callers.0.credentials: names none; list what this caller may have",
                "callers: [{credentials: [app]}] | callers.0.match: is missing; write any, {cidr: 10.1.0.0/16},"
                        + " {docker: {}} or {token-file: app.token}",
                "callers: [{match: {name: x}, credentials: [app]}] | callers.0.match: has no condition; write cidr,"
                        + " docker or token-file, or match: any for everyone",
                "callers: [{match: {docker: }, credentials: [app]}] | callers.0.match.docker: is empty; write {} for"
                        + " the usual engine, or its address",
                "callers: [{match: {docker: [a]}, credentials: [app]}] | callers.0.match.docker: must be a map of"
                        + " address, tls, trusted-proxies",
                "callers: [{match: {cidr: 10.0.0.0/8, token-file: ''}, credentials: [app]}] |"
                        + " callers.0.match.token-file: is empty; write the condition or remove it",
                "callers: [{match: {cidr: 10.0.0.0/8, token-file: }, credentials: [app]}] |"
                        + " callers.0.match.token-file: is empty; write the condition or remove it",
                "callers: [{match: {cidr: ''}, credentials: [app]}] | callers.0.match.cidr: is empty; write the"
                        + " condition or remove it",
                "callers: [{match: all, credentials: [app]}] | callers.0.match: \"all\" must be any or a map of cidr,"
                        + " docker, name, token-file",
                "callers: [{match: any, credentials: [ap]}] | callers.0.credentials: \"ap\" is not a credential; did"
                        + " you mean app?",
                "callers: [{match: any, credentials: [app, app]}] | callers.0.credentials: \"app\" is listed twice",
                "callers: [{match: {cidr: 10.0.0.1/8}, credentials: [app]}] | callers.0.match.cidr: \"10.0.0.1/8\" has"
                        + " bits set behind its prefix; write 10.0.0.0/8",
                "callers: [null] | callers.0: is empty; remove it",
                "providers: {aws: {list: some}} | providers.aws.list: \"some\" is not one of all, first",
                "providers: {aws: {container: {require-token: yes}}} | providers.aws.container.require-token: \"yes\""
                        + " is neither true nor false",
                "instance: {aws: {account-id: 12}} | instance.aws.account-id: \"12\" is not an account; write its 12"
                        + " digits",
                "instance: {aws: {acount-id: 12}} | instance.aws.acount-id: unknown key; did you mean account-id?",
                "refresh: {jitter: 1.0} | refresh.jitter: \"1.0\" is not a part of a whole; write a number from 0 to"
                        + " below 1, like 0.1",
                "refresh: {wait: 11s} | refresh.wait: \"11s\" is not between 1ms and 10s",
                "limits: {keys: 0} | limits.keys: \"0\" is not a whole number between 1 and 10000000",
                "log: {level: inof} | log.level: \"inof\" is not one of debug, error, info, trace, warn; did you mean"
                        + " info?",
                "log: {format: txt} | log.format: \"txt\" is not one of gelf, json, text; did you mean text?",
                "ops: {address: '${env:NOPE}'} | ops.address: refers to the environment variable NOPE, which is not"
                        + " set",
                "ops: {address: '${env:HOMER}'} | ops.address: refers to the environment variable HOMER, which is not"
                        + " set; did you mean HOME?",
                "ops: {address: '${file:/no/such}'} | ops.address: refers to the file /no/such, which does not exist",
                "ops: {address: '${NOPE}'} | ops.address: refers to ${NOPE}, which is unknown; write ${env:NAME} or"
                        + " ${file:/path}",
                "ops: {token-file: no.token} | ops.token-file: \"no.token\" names a file that does not exist",
                "ops: {token-file: /} | ops.token-file: \"/\" names a file that is a directory",
            })
    void saysWhatIsWrongAndWhatWouldBeRight(String line, String problem) {
        assertThat(Written.smallestAnd(line).problems())
                .filteredOn(each -> !each.contains("\"c\" names a file") && !each.contains("\"k\" names a file"))
                .singleElement()
                .satisfies(found -> assertThat(found.replaceFirst("^credence.yaml:[12]: ", ""))
                        .isEqualTo(problem));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{role: a} | provider: is missing; write aws, gcp or azure",
                "{provider: asw, role: a} | provider: \"asw\" is not one of aws, azure, gcp; did you mean aws?",
                "{provider: aws, role: a b} | role: \"a b\" holds white space or control characters",
                "{provider: aws, role: 'a:b'} | role: \"a:b\" does not end in a name that can be listed (up to 64"
                        + " letters, digits and _ + = , . @ -); give one with name",
                "{provider: aws, role: a, name: a b} | name: \"a b\" is not a name; a name may have up to 64 letters,"
                        + " digits and _ + = , . @ -",
                "{provider: aws, role: a, backend: valt} | backend: \"valt\" is not a back end; there are vault; did"
                        + " you mean vault?",
                "{provider: aws, role: a, mount: /} | mount: \"/\" is not the path of a secrets engine; write it like"
                        + " aws or team/aws",
                "{provider: aws, role: a, role-arn: app} | role-arn: \"app\" is not the ARN of a role; write it like"
                        + " arn:aws:iam::123456789012:role/app",
                "{provider: aws, role: a, ttl: 13h} | ttl: \"13h\" is not between 15m and 12h, which is what AWS"
                        + " takes",
                "{provider: aws, role: [a]} | role: must be a single value",
                "x | \"x\" must be a map of allowed-roles, authority-host, backend, client-id, default-account,"
                        + " default-role, email, external-id, kind, mount, name, object-id, policy, policy-arns,"
                        + " provider, resource-id, role, role-arn, scopes, session-name, source-identity, tags,"
                        + " tenant-id, transitive-tags, ttl",
            })
    void saysWhatIsWrongWithACredential(String credential, String problem) {
        String prefix = credential.equals("x") ? "credence.yaml:1: credentials.c: " : "credence.yaml:1: credentials.c.";

        assertThat(Written.yaml("credentials: {c: " + credential + "}").problems())
                .containsExactly(prefix + problem);
    }

    @Test
    void neverShowsASecret() {
        String shown = String.join(
                "\n",
                Written.smallestAnd("""
                                backends: {vault: {auth: {token: "hunter 2", tokn: hunter2}, address: "x//hunter2@h"}}
                                ops: {token-file: hvs.hunter2hunter2hunter2}
                                providers: {aws: {token-key-file: "-----BEGIN PRIVATE KEY----- hunter2"}}
                                refresh: {wait: "${env:PASSWORD}"}
                                """)
                        .with("PASSWORD", "hunter2")
                        .with("CREDENCE_PASSWORD", "hunter2")
                        .flag("backends.vault.auth.password", "hunter2")
                        .problems());

        assertThat(shown)
                .doesNotContain("hunter")
                .contains("backends.vault.auth.token: *** holds characters that no token has")
                .contains("ops.token-file: *** names a file that does not exist")
                .contains("refresh.wait: \"${env:PASSWORD}\" is not a duration");
    }

    @Test
    void neverTurnsTlsOffForAnEmptyVariable() {
        assertThat(Written.smallestAnd("listeners: [{address: 'localhost:1', tls: {certificate: '${env:C}', key:"
                                + " '${env:C}'}}]")
                        .with("C", "")
                        .problems())
                .containsExactly(
                        "credence.yaml:2: listeners.0.tls.certificate: \"${env:C}\" is empty; name a PEM file, or leave"
                                + " tls out",
                        "credence.yaml:2: listeners.0.tls.key: \"${env:C}\" is empty; name a PEM file, or leave tls"
                                + " out");
    }

    @Test
    void checksWhatFilesHold() throws Exception {
        Files.writeString(folder.resolve("empty"), " \n");
        Files.writeString(folder.resolve("short"), "x".repeat(31));
        List<String> problems =
                Written.at(folder.resolve("c.yaml"), Written.SMALLEST + """
                        listeners: [{address: "localhost:1", tls: {certificate: short, key: missing}}]
                        ops: {token-file: empty}
                        callers: [{match: {token-file: empty}, credentials: [app]}]
                        providers: {aws: {token-key-file: short}}
                        backends: {vault: {auth: {token-file: missing}}}
                        """).problems();

        assertThat(problems)
                .map(line -> line.replace(folder + "/", ""))
                .containsExactly(
                        "c.yaml:2: listeners.0.tls.certificate: \"short\" names a file that holds no PEM"
                                + " (\"-----BEGIN ...\")",
                        "c.yaml:2: listeners.0.tls.key: \"missing\" names a file that does not exist",
                        "c.yaml:3: ops.token-file: \"empty\" names a file that is empty; it must hold the secret",
                        "c.yaml:4: callers.0.match.token-file: \"empty\" names a file that is empty; it must hold the"
                                + " secret",
                        "c.yaml:5: providers.aws.token-key-file: \"short\" names a file that holds 31 bytes; write 32"
                                + " or more, for instance with openssl rand -hex 32",
                        "c.yaml:6: backends.vault.auth.token-file: \"missing\" names a file that does not exist");
    }

    @Test
    void refusesFewerKeysThanCredentials() {
        assertThat(Written.yaml("credentials: {a: {provider: aws, role: a}, b: {provider: aws, role: b}}\n"
                                + "limits: {keys: 1}")
                        .problems())
                .containsExactly("credence.yaml:2: limits.keys: 1 keys cannot hold the 2 credentials; write 2 or more");
    }

    @Test
    void takesAPortThatKubernetesDidNotSetForAMistake() {
        assertThat(Written.smallestAnd("").with("CREDENCE_OPS_PORT", "8080").problems())
                .containsExactly(
                        "environment variable CREDENCE_OPS_PORT: names no key of the configuration; did you mean CREDENCE_OPS_HOSTS?");
    }

    @Test
    void saysWhichFlagIsUnknown() {
        assertThat(Written.smallestAnd("").flag("ops.adress", "x").problems())
                .containsExactly("command line: ops.adress: unknown key; did you mean ops.address?");
    }
}
