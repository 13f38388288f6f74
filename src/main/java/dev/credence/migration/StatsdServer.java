package dev.credence.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A server that the metadata proxy in Go sends its metrics to.
 *
 * @param setting that names it
 * @param written where it is, in the words of that setting
 * @param flavor what it reads, in ours
 */
record StatsdServer(String setting, String written, String flavor) {
    private static final String STATSITE = "STATSITE_ADDR";
    private static final Pattern ADDRESS = Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[^\\s:/\\[\\]]*):\\d{1,5}");

    /** Those that are named, the one whose lines say most first: there was any number of them, and there is one now. */
    static List<StatsdServer> of(ForeignSettings settings) {
        List<StatsdServer> servers = new ArrayList<>();
        take(settings, "DATADOG_ADDR", "datadog").ifPresent(servers::add);
        take(settings, "STATSD_ADDR", "etsy").ifPresent(servers::add);
        take(settings, STATSITE, "etsy").ifPresent(servers::add);
        return servers;
    }

    /** What a reader should know about them. */
    static List<String> remarks(List<StatsdServer> servers) {
        List<String> remarks = new ArrayList<>();
        boolean isTaken = false;
        for (StatsdServer server : servers) {
            if (server.address().isEmpty()) {
                remarks.add(server.setting + ": " + server.written + " is no host:port of UDP, and is left out");
            } else if (isTaken) {
                remarks.add(server.setting + ": " + server.written
                        + " is left out, since there is one metrics.statsd only");
            } else {
                isTaken = true;
                remarks.add(server.setting + ": the names of metrics are others (docs/operations.md), and are not below"
                        + " metadataproxy");
                if (server.setting.equals(STATSITE)) {
                    remarks.add(server.setting + ": is sent packets of UDP now; the port must be Statsite's udp_port");
                }
            }
        }
        return remarks;
    }

    /** {@code host:port}; Go takes a port alone for this machine. */
    Optional<String> address() {
        String host = written.startsWith(":") ? "127.0.0.1" + written : written;
        return ADDRESS.matcher(host).matches() ? Optional.of(host) : Optional.empty();
    }

    /** The line of our configuration, for one that has an address. */
    String section() {
        return "metrics: {statsd: {address: " + Draft.quoted(address().orElse("")) + ", flavor: " + flavor + "}}";
    }

    private static Optional<StatsdServer> take(ForeignSettings settings, String setting, String flavor) {
        return settings.take(setting)
                .filter(text -> !text.isBlank())
                .map(text -> new StatsdServer(setting, text, flavor));
    }
}
