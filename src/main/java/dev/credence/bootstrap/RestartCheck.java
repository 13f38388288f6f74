package dev.credence.bootstrap;

import dev.credence.config.Configuration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Which parts of a changed configuration take effect only after a restart. */
final class RestartCheck {
    private RestartCheck() {}

    /** The sections that differ and cannot be taken over by a running gateway. */
    static List<String> sections(Configuration before, Configuration after) {
        List<String> sections = new ArrayList<>();
        compare(sections, "listeners", before, after, Listeners::fixed);
        compare(sections, "ops", before, after, all -> all.ops().address());
        compare(sections, "ops.hosts", before, after, all -> all.ops().hosts());
        compare(sections, "ops.reuse-port", before, after, all -> all.ops().reusePort());
        compare(sections, "backends", before, after, Configuration::backends);
        compare(sections, "refresh", before, after, Configuration::refresh);
        compare(sections, "limits.misses", before, after, all -> all.limits().misses());
        compare(sections, "limits.connections", before, after, all -> all.limits()
                .connections());
        compare(sections, "limits.keys", before, after, all -> all.limits().keys());
        compare(sections, "metrics", before, after, Configuration::metrics);
        compare(sections, "leases", before, after, Configuration::leasesFile);
        compare(sections, "node", before, after, Configuration::node);
        compare(sections, "shutdown", before, after, Configuration::shutdownGrace);
        compare(sections, "shutdown.delay", before, after, Configuration::shutdownDelay);
        compare(sections, "providers.aws.token-key-file", before, after, all -> all.aws()
                .tokenKeyFile());
        compare(sections, "credentials.*.authority-host", before, after, BackEnds::authorities);
        compare(sections, "providers.gcp.identity", before, after, BackEnds::identityEndpoint);
        return sections;
    }

    private static void compare(
            List<String> sections,
            String name,
            Configuration before,
            Configuration after,
            Function<Configuration, Object> part) {
        if (!part.apply(before).equals(part.apply(after))) {
            sections.add(name);
        }
    }
}
