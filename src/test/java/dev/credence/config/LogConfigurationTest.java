package dev.credence.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.config.LogSink.LogFile;
import dev.credence.config.LogSink.Protocol;
import dev.credence.config.LogSink.Syslog;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is logged, how and where. */
class LogConfigurationTest {
    @Test
    void isTextOnStandardOutputUnlessSaidOtherwise() {
        assertThat(Written.smallestAnd("").load().log()).isEqualTo(LogConfig.DEFAULT);
        assertThat(log("{to: [stdout], format: text, level: info, levels: {}, fields: {}}"))
                .isEqualTo(LogConfig.DEFAULT);
    }

    @Test
    void takesEachTargetSeveralTimes() {
        LogConfig log = log("""
                {format: json, to: [stdout, {file: {path: a.log}}, {file: {path: /b.log, max-size: 64KiB, keep: 0}},
                  {syslog: {address: 127.0.0.1}}, {syslog: {address: "[::1]:601", protocol: tcp, facility: local3}},
                  {gelf: {address: log.example}}, {gelf: {address: "log.example:1", protocol: tcp}}]}""");

        assertThat(log.to())
                .isEqualTo(new LogConfig.Stream(
                        LogFormat.JSON,
                        java.util.List.of(
                                new LogSink.Stdout(),
                                new LogFile(Path.of("a.log").toAbsolutePath(), 100 << 20, 5),
                                new LogFile(Path.of("/b.log"), 64 << 10, 0),
                                new Syslog(new HostPort("127.0.0.1", 514), Protocol.UDP, 3),
                                new Syslog(new HostPort("::1", 601), Protocol.TCP, 19),
                                new LogSink.Gelf(new HostPort("log.example", 12201), Protocol.UDP),
                                new LogSink.Gelf(new HostPort("log.example", 1), Protocol.TCP))));
    }

    @Test
    void theAuditLogHasTheFormatOfTheRestUnlessItHasItsOwn() {
        assertThat(log("{format: json, audit: {to: [stdout]}}").audit())
                .contains(new LogConfig.Stream(LogFormat.JSON, java.util.List.of(new LogSink.Stdout())));
        assertThat(log("{audit: {format: gelf, to: [{file: {path: /a}}]}}").audit())
                .get()
                .extracting(LogConfig.Stream::format)
                .isEqualTo(LogFormat.GELF);
    }

    @Test
    void takesLevelsOfPartsAndFields() {
        LogConfig log = log(
                "{level: warn, levels: {audit: \"off\", vault: debug}, fields: {headers: [User-Agent],"
                        + " labels: [com.example.team, app.kubernetes.io/name], environment: [SERVICE_NAME], static: {cluster: a}}}");

        assertThat(log.level()).isEqualTo(LogLevel.WARN);
        assertThat(log.levels()).isEqualTo(Map.of(LogPart.AUDIT, LogLevel.OFF, LogPart.VAULT, LogLevel.DEBUG));
        assertThat(log.fields().labels()).containsExactly("com.example.team", "app.kubernetes.io/name");
        assertThat(log.fields().fixed()).isEqualTo(Map.of("cluster", "a"));
    }

    @Test
    void isSetByVariablesToo() {
        LogConfig log = Written.smallestAnd("")
                .with("CREDENCE_LOG_FORMAT", "json")
                .with("CREDENCE_LOG_TO_0_FILE_PATH", "/var/log/a.log")
                .load()
                .log();

        assertThat(log.to().format()).isEqualTo(LogFormat.JSON);
        assertThat(log.to().sinks()).containsExactly(new LogFile(Path.of("/var/log/a.log"), 100 << 20, 5));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{to: []} | log.to: is empty, so nothing would be logged; write [stdout], or leave it out",
                "{to: [stout]} | log.to.0: \"stout\" must be stdout or a map of file, gelf, syslog",
                "{to: [{}]} | log.to.0: names no target; write stdout, file, syslog or gelf",
                "{to: [{file: {path: /a}, gelf: {address: b}}]} | log.to.0: names file and gelf; give each an item of its own",
                "{to: [{file: {}}]} | log.to.0.file.path: is missing; name the file, like /var/log/credence/credence.log",
                "{to: [{file: {path: /a, max-size: 1x}}]} | log.to.0.file.max-size: \"1x\" is not a size; write it like 64KiB,"
                        + " 100MiB or 1GiB",
                "{to: [{file: {path: /a, max-size: 10B}}]} | log.to.0.file.max-size: \"10B\" is less than 4KiB",
                "{to: [{file: {path: /a}}, {file: {path: /b/../a}}]} | log.to.1: names /a, where log.to.0 writes already;"
                        + " remove one of them",
                "{to: [{file: {path: /a}}], audit: {to: [{file: {path: /a}}]}} | log.audit.to.0: names /a, where log.to.0"
                        + " writes already; remove one of them",
                "{to: [{syslog: {}}]} | log.to.0.syslog.address: is missing; name the server, like log.example:514",
                "{to: [{syslog: {address: 'unix:///dev/log'}}]} | log.to.0.syslog.address: \"unix:///dev/log\" is a local"
                        + " socket, for which Java has no datagrams; let the syslog of this machine listen on 127.0.0.1:514, or"
                        + " log to stdout, which systemd's journal takes",
                "{to: [{syslog: {address: 'a b'}}]} | log.to.0.syslog.address: \"a b\" is not a server; write host:port, like"
                        + " log.example:514",
                "{to: [{syslog: {address: a, protocol: tls}}]} | log.to.0.syslog.protocol: \"tls\" is not one of tcp, udp",
                "{levels: {audti: debug}} | log.levels.audti: unknown key; did you mean audit?",
                "{fields: {static: {level: a}}} | log.fields.static.level: is a field of the gateway's own; choose another"
                        + " name",
                "{fields: {environment: [a b]}} | log.fields.environment: \"a b\" is not the name of a variable",
            })
    void saysWhatIsWrong(String log, String problem) {
        assertThat(Written.smallestAnd("log: " + log).problems())
                .singleElement()
                .asString()
                .endsWith(problem);
    }

    /** A level that is meant to make the log quiet must not make the audit log empty. */
    @Test
    void theLevelOfAnAuditLogWithAStreamOfItsOwnIsItsOwn() {
        assertThat(log("{level: error, audit: {to: [stdout]}}").levels()).containsEntry(LogPart.AUDIT, LogLevel.INFO);
        assertThat(log("{level: error, audit: {to: [stdout]}, levels: {audit: \"off\"}}")
                        .levels())
                .containsEntry(LogPart.AUDIT, LogLevel.OFF);
        assertThat(log("{level: error}").levels()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization",
                "Proxy-Authorization",
                "Cookie",
                "X-IDENTITY-HEADER",
                "secret",
                "X-aws-ec2-metadata-token",
                "X-Vault-Token",
                "X-Api-Key",
                "apikey",
                "AWS_SECRET_ACCESS_KEY",
                "AWS_ACCESS_KEY_ID",
                "DB_PASSWORD",
                "PGPASSWORD",
                "com.example.credentials",
                "SESSION_ID",
                "AUTH",
                "DATABASE_URL",
                "SENTRY_DSN",
                "encryption-keys",
                "PRIVATE",
                "DB_PASS",
                "SMTPPASS",
                "com.example.pass",
                "GCP_CREDS",
                "X-OAuth-Data",
                "Authentication",
                "X-CSRF",
                "SSHKEY",
                "ACCESSKEYID",
                "JDBC_URL",
                "SPRING_DATASOURCE_URL",
                "POSTGRES_URI",
                "SLACK_WEBHOOK",
                "GH_PAT",
                "X-Pin",
                "KUBECONFIG"
            })
    void refusesNamesOfSecrets(String name) {
        for (String kind : new String[] {"headers", "labels", "environment"}) {
            if (!kind.equals("environment") || name.matches("\\w+")) {
                assertThat(Written.smallestAnd("log: {fields: {" + kind + ": [\"" + name + "\"]}}")
                                .problems())
                        .singleElement()
                        .asString()
                        .contains("may hold a secret");
            }
        }
        assertThat(SecretName.isOne(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "User-Agent",
                "X-Team",
                "com.example.team",
                "SERVICE_NAME",
                "monkey",
                "KEYBOARD",
                "bypass",
                "compass",
                "PATH",
                "SPIN",
                "X-Authenticated-User",
                "com.example.url",
                "author",
                "IAM_ROLE"
            })
    void takesNamesThatAreNone(String name) {
        assertThat(SecretName.isOne(name)).isFalse();
    }

    private static LogConfig log(String log) {
        return Written.smallestAnd("log: " + log).load().log();
    }
}
