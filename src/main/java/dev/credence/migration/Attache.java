package dev.credence.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Settings of Attaché, the gateway of DataDog.
 *
 * @see <a href="https://github.com/DataDog/attache#configuration-reference">its configuration reference</a>
 */
final class Attache {
    private static final Pattern RATE = Pattern.compile("(\\d+(?:\\.\\d+)?):(\\d+)");
    private static final String AWS = "aws_vault_mount_path";
    private static final String GCP = "gcp_vault_mount_path";
    private static final String AZURE = "azure_vault_mount_path";

    private final ForeignSettings settings;
    private final Draft draft = new Draft("What Attaché was configured to do, for Credence.");
    private final List<String> credentials = new ArrayList<>();

    private Attache(ForeignSettings settings) {
        this.settings = settings;
    }

    static String converted(ForeignSettings settings) {
        return new Attache(settings).convert();
    }

    private String convert() {
        draft.remark("VAULT_ADDR and VAULT_TOKEN stay in the environment; Credence reads the other variables of Vault's"
                + " client too, and logs in by other methods than a token (backends.vault.auth)");
        ForeignSettings server = settings.takeMap("server");
        Optional<String> role = settings.take("iam_role");
        Optional<String> aws = settings.take(AWS);
        Optional<String> gcp = settings.take(GCP);
        Optional<String> azure = settings.take(AZURE);
        if (role.isEmpty() || (aws.isEmpty() && gcp.isEmpty() && azure.isEmpty())) {
            throw new ForeignSettingsException("has no iam_role, or the path of no secrets engine (" + AWS + ", " + GCP
                    + ", " + AZURE + "), so it is no working configuration of Attaché");
        }
        listener(server);
        draft.line("credentials:");
        aws.ifPresent(mount -> credential("aws", mount, role.get(), ""));
        gcp.ifPresent(mount -> credential("gcp", mount, role.get(), ", kind: auto"));
        azure.ifPresent(mount -> {
            credential("azure", mount, role.get(), ", kind: token");
            draft.remark(
                    "azure: Attaché reads tokens from a fork of the secrets engine (kind: token); HashiCorp's own has"
                            + " kind: creds");
        });
        callers();
        clouds(gcp);
        server(server);
        return draft.withoutEqual(settings.left()).text();
    }

    private void listener(ForeignSettings server) {
        String address = server.take("bind_address").orElse("127.0.0.1:8080");
        draft.line("listeners:")
                .line("  - address: " + Draft.quoted(address.startsWith(":") ? "0.0.0.0" + address : address));
    }

    private void credential(String cloud, String mount, String role, String more) {
        credentials.add(cloud);
        draft.line("  " + cloud + ": {provider: " + cloud + ", mount: " + Draft.quoted(mount) + ", role: "
                + Draft.quoted(role) + more + "}");
    }

    private void callers() {
        draft.line("# Whoever reaches the address, as before. Name networks or secrets where others could reach it.")
                .line("callers:")
                .line("  - {match: any, credentials: [" + String.join(", ", credentials) + "]}");
    }

    private void clouds(Optional<String> gcp) {
        boolean v1 = settings.take("imds_v1_allowed")
                .filter("true"::equalsIgnoreCase)
                .isPresent();
        draft.line("providers:").line("  aws: {imds-v1: " + v1 + "}");
        List<String> instance = new ArrayList<>();
        boolean inAws =
                settings.take("provider").filter("aws"::equalsIgnoreCase).isPresent();
        Optional<String> region = settings.take("region");
        Optional<String> zone = settings.take("zone");
        if (inAws) {
            List<String> place = new ArrayList<>();
            region.ifPresent(name -> place.add("region: " + Draft.quoted(name)));
            zone.ifPresent(name -> place.add("availability-zone: " + Draft.quoted(name)));
            instance.add("  aws: {" + String.join(", ", place) + "}");
        } else if (region.isPresent() || zone.isPresent()) {
            draft.remark("region and zone: Attaché tells them only where provider is aws; instance.aws would say them");
        }
        Map<String, String> projects = settings.takeTexts("gcp_project_ids");
        gcp.map(projects::remove)
                .ifPresent(number -> instance.add("  gcp: {numeric-project-id: " + Draft.quoted(number) + "}"));
        projects.keySet()
                .forEach(other -> draft.remark("gcp_project_ids: " + other + " is not the path that tokens come from"));
        if (!instance.isEmpty()) {
            draft.line("instance:");
            instance.forEach(draft::line);
        }
    }

    private void server(ForeignSettings server) {
        server.take("rate_limit").ifPresent(this::rate);
        server.take("graceful_timeout")
                .flatMap(GoDuration::credence)
                .ifPresent(grace -> draft.line("shutdown: {grace: " + grace + "}"));
        draft.withoutEqual(server.left().stream().map(name -> "server." + name).toList());
    }

    private void rate(String rate) {
        Matcher matcher = RATE.matcher(rate);
        if (matcher.matches()) {
            draft.remark("server.rate_limit: counted for each caller now, not for all of them together");
            draft.line("limits: {requests: \"" + matcher.group(1) + "/s:" + matcher.group(2) + "\"}");
        } else {
            draft.remark("server.rate_limit: " + rate + " is not like 100:200, and is left out");
        }
    }
}
