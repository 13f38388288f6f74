package dev.credence.migration;

import dev.credence.config.SecretName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Settings of the metadata proxies for Docker: Lyft's, and the one in Go after it. Both read environment variables.
 *
 * @see <a href="https://github.com/jippi/go-metadataproxy#configurable-behavior">go-metadataproxy</a>
 * @see <a href="https://github.com/lyft/metadataproxy">metadataproxy</a>
 */
final class MetadataProxy {
    private static final String REAL = "http://169.254.169.254";
    private static final Map<String, String> LEVELS = Map.of(
            "panic", "error", "fatal", "error", "error", "error", "warning", "warn", "warn", "warn", "info", "info",
            "debug", "debug", "trace", "trace");
    private static final Set<String> FORMATS = Set.of("text", "json", "gelf");
    /** Lists of names that are copied to log lines, and what they are called here. */
    private static final Map<String, String> COPIED = new TreeMap<>(Map.of(
            "COPY_DOCKER_LABELS", "labels", "COPY_DOCKER_ENV", "environment", "COPY_REQUEST_HEADERS", "headers"));
    /** What the AWS SDK reads by itself, here as there. */
    private static final String SDK = "AWS_";

    private final ForeignSettings settings;
    private final Draft draft = new Draft("What the metadata proxy was configured to do, for Credence.");

    private MetadataProxy(ForeignSettings settings) {
        this.settings = settings;
    }

    static String converted(ForeignSettings settings) {
        return new MetadataProxy(settings).convert();
    }

    private String convert() {
        String host = settings.take("HOST").orElse("0.0.0.0");
        String port = settings.take("PORT").orElse("8000");
        draft.line("listeners:")
                .line("  - {address: " + Draft.quoted(host + ":" + port) + ", providers: [aws]}")
                .line("backends:")
                .line("  sts: {type: sts}");
        credential();
        String docker = settings.take("DOCKER_URL")
                .or(() -> settings.take("DOCKER_HOST"))
                .orElse("");
        draft.line("callers:")
                .line("  - match: {docker: {address: " + Draft.quoted(address(docker)) + "}}")
                .line("    credentials: [container]");
        provider();
        offset();
        log();
        metrics();
        List<String> left = new ArrayList<>(settings.left());
        if (left.removeIf(name -> name.startsWith(SDK))) {
            draft.remark("AWS_...: stay in the environment, where the AWS SDK reads them as before");
        }
        return draft.withoutEqual(left).text();
    }

    private void credential() {
        draft.line("credentials:")
                .line("  container:")
                .line("    provider: aws")
                .line("    backend: sts")
                .line("    role: \"${caller.env.IAM_ROLE}\"")
                .line("    external-id: \"${caller.env.IAM_EXTERNAL_ID}\"");
        settings.take("DEFAULT_ROLE").ifPresent(role -> draft.line("    default-role: " + Draft.quoted(role)));
        settings.take("DEFAULT_ACCOUNT_ID")
                .ifPresent(account -> draft.line("    default-account: " + Draft.quoted(account)));
        draft.line("    # Whatever role the containers name, as before. Say which they may have.")
                .line("    allowed-roles: [\"*\"]")
                .line("    session-name: go-metadataproxy");
    }

    private void provider() {
        boolean mocked =
                settings.take("MOCK_API").filter("true"::equalsIgnoreCase).isPresent();
        String real = settings.take("METADATA_URL").orElse(REAL);
        String passthrough = mocked
                ? ""
                : ", passthrough: {address: " + Draft.quoted(real.replaceFirst("/+$", "")) + ", allow: [\"*\"]}";
        draft.line("providers:").line("  aws: {imds-v1: true" + passthrough + "}");
        settings.take("MOCKED_INSTANCE_ID")
                .ifPresent(id -> draft.line("instance:").line("  aws: {instance-id: " + Draft.quoted(id) + "}"));
        if (!mocked) {
            draft.remark("everything but credentials is handed to " + real
                    + ", as before; name the paths that are needed" + " in providers.aws.passthrough.allow");
        }
    }

    private void offset() {
        settings.take("ROLE_CACHE_OFFSET").flatMap(GoDuration::credence).ifPresent(offset -> {
            draft.remark(
                    "ROLE_CACHE_OFFSET: botocore takes credentials with less than 20 minutes left for an outage; 20m is"
                            + " the default of refresh.min-remaining");
            draft.line("refresh: {min-remaining: " + offset + "}");
        });
    }

    private void log() {
        List<String> written = new ArrayList<>();
        settings.take("LOG_LEVEL").map(text -> text.toLowerCase(Locale.ROOT)).ifPresent(text -> {
            if (LEVELS.containsKey(text)) {
                written.add("level: " + LEVELS.get(text));
            } else {
                draft.remark("LOG_LEVEL: " + text + " is no level, and is left out");
            }
        });
        settings.take("LOG_FORMAT").map(text -> text.toLowerCase(Locale.ROOT)).ifPresent(text -> {
            if (FORMATS.contains(text)) {
                written.add("format: " + text);
            } else {
                draft.remark("LOG_FORMAT: " + text + " is no format, and is left out");
            }
        });
        List<String> fields = new ArrayList<>();
        COPIED.forEach((setting, key) -> copied(setting).ifPresent(names -> fields.add(key + ": [" + names + "]")));
        if (!fields.isEmpty()) {
            written.add("fields: {" + String.join(", ", fields) + "}");
        }
        if (!written.isEmpty()) {
            draft.line("log: {" + String.join(", ", written) + "}");
        }
    }

    /** The names but those of secrets, which the log does not take. */
    private Optional<String> copied(String setting) {
        List<String> names = new ArrayList<>();
        for (String name : settings.take(setting).orElse("").split(",", -1)) {
            if (SecretName.isOne(name.strip())) {
                draft.remark(setting + ": " + name.strip() + " is called like a secret, and is not copied to the log");
            } else if (!name.isBlank()) {
                names.add(Draft.quoted(name.strip()));
            }
        }
        return names.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", names));
    }

    private void metrics() {
        if (settings.take("ENABLE_PROMETHEUS").isPresent()) {
            draft.remark(
                    "ENABLE_PROMETHEUS: metrics are on by default, at /metrics of the ops listener (127.0.0.1:8170)");
        }
        List<StatsdServer> servers = StatsdServer.of(settings);
        servers.stream()
                .filter(server -> server.address().isPresent())
                .findFirst()
                .ifPresent(server -> draft.line(server.section()));
        StatsdServer.remarks(servers).forEach(draft::remark);
    }

    /** Docker's own clients take {@code unix://var/run/docker.sock} too. */
    private static String address(String docker) {
        if (docker.isEmpty()) {
            return "unix:///var/run/docker.sock";
        }
        return docker.startsWith("unix://") && !docker.startsWith("unix:///")
                ? "unix:///" + docker.substring("unix://".length())
                : docker;
    }
}
