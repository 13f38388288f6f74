package dev.credence.migration;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Settings of alppaca, the prefetching proxy for the AWS Federation Proxy.
 *
 * @see <a href="https://github.com/ImmobilienScout24/afp-alppaca#configuration">its configuration</a>
 */
final class Alppaca {
    /** The region that it asks STS in unless told otherwise. */
    private static final String REGION = "eu-central-1";

    private static final Map<String, String> LEVELS = Map.of(
            "debug", "debug", "info", "info", "warning", "warn", "warn", "warn", "error", "error", "critical", "error");

    private final ForeignSettings settings;
    private final Draft draft = new Draft("What alppaca was configured to do, for Credence.");

    private Alppaca(ForeignSettings settings) {
        this.settings = settings;
    }

    static String converted(ForeignSettings settings) {
        return new Alppaca(settings).convert();
    }

    private String convert() {
        Optional<String> host = settings.take("ims_host");
        Optional<String> port = settings.take("ims_port");
        if (host.isEmpty() || port.isEmpty()) {
            throw new ForeignSettingsException(
                    "has no ims_host or no ims_port, so it is no working configuration of alppaca");
        }
        String protocol = settings.take("ims_protocol").orElse("https");
        String address = settings.take("bind_ip").orElse("127.0.0.1") + ":"
                + settings.take("bind_port").orElse("25772");
        draft.line("listeners:")
                .line("  - {address: " + Draft.quoted(address) + ", providers: [aws]}")
                .line("backends:")
                .line("  ims: {type: ims, address: " + Draft.quoted(protocol + "://" + host.get() + ":" + port.get())
                        + "}");
        Optional<String> assumed = settings.take("assume_role");
        assumed.ifPresentOrElse(this::assume, this::prefetch);
        draft.line("# Whoever reaches the address, as before. Name networks or secrets where others could reach it.")
                .line("callers:")
                .line("  - {match: any, credentials: [" + (assumed.isPresent() ? "assumed" : "everything") + "]}")
                .line("providers:")
                .line("  # alppaca knows no session tokens, and lists every role.")
                .line("  aws: {imds-v1: true, list: all}");
        log();
        for (String name : List.of("user", "group")) {
            settings.take(name)
                    .ifPresent(text -> draft.remark(name + ": start Credence as " + text
                            + "; it needs no root to listen on a port above 1023"));
        }
        return draft.withoutEqual(settings.left()).text();
    }

    private void prefetch() {
        for (String name : List.of("aws_proxy_host", "aws_proxy_port", "aws_region")) {
            settings.take(name)
                    .ifPresent(text -> draft.remark(name + ": is of use with assume_role only, and is left out"));
        }
        draft.line("credentials:").line("  everything: {provider: aws, backend: ims, role: \"*\"}");
    }

    private void assume(String role) {
        String region = settings.take("aws_region").orElse(REGION);
        Optional<String> proxyHost = settings.take("aws_proxy_host");
        String proxyPort = settings.take("aws_proxy_port").orElse("3128");
        String proxy = proxyHost
                .map(host -> ", proxy: " + Draft.quoted("http://" + host + ":" + proxyPort))
                .orElse("");
        draft.remark("assume_role: alppaca asks with the first role that the metadata service lists; so does Credence")
                .line("  sts: {type: sts, region: " + Draft.quoted(region) + proxy
                        + ", credentials: {backend: ims, role: \"*\"}}")
                .line("credentials:")
                .line("  assumed: {provider: aws, backend: sts, role: " + Draft.quoted(role) + "}");
    }

    private void log() {
        settings.take("log_level").map(LEVELS::get).ifPresent(level -> draft.line("log: {level: " + level + "}"));
        if (settings.left().contains("logging_handler")) {
            settings.takeMap("logging_handler");
            draft.remark(
                    "logging_handler: say in log.to where the log goes ({file: ...}, {syslog: ...}); it is standard output otherwise");
        }
        settings.take("log_format")
                .ifPresent(format -> draft.remark(
                        "log_format: has no equal; the log has one line for each" + " event, with its fields by name"));
    }
}
