package dev.credence.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

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
        Optional<String> level = settings.take("LOG_LEVEL").map(text -> text.toLowerCase(Locale.ROOT));
        level.ifPresent(text -> {
            if (LEVELS.containsKey(text)) {
                draft.line("log: {level: " + LEVELS.get(text) + "}");
            } else {
                draft.remark("LOG_LEVEL: " + text + " is no level, and is left out");
            }
        });
        settings.take("LOG_FORMAT")
                .filter(format -> !format.equalsIgnoreCase("text"))
                .ifPresent(format ->
                        draft.remark("LOG_FORMAT: " + format + " is not available in this version (log.format)"));
        for (String copied : List.of("COPY_DOCKER_LABELS", "COPY_DOCKER_ENV", "COPY_REQUEST_HEADERS")) {
            settings.take(copied)
                    .ifPresent(
                            names -> draft.remark(
                                    copied + ": " + names
                                            + " are not copied to the log in this version; the audit log has the container's name and id"));
        }
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
