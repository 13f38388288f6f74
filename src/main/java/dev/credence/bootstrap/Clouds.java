package dev.credence.bootstrap;

import dev.credence.config.Configuration;
import dev.credence.provider.EmulatedCloud;
import dev.credence.provider.ProviderParts;
import dev.credence.provider.aws.AwsCloud;
import dev.credence.provider.azure.AzureCloud;
import dev.credence.provider.gcp.GcpCloud;
import java.util.List;
import java.util.random.RandomGenerator;

/** The clouds that this build emulates: one line for each. */
final class Clouds {
    private Clouds() {}

    /**
     * Makes them; in this order they are asked whose a path is.
     *
     * @param configuration of the start: what it says here holds until a restart
     */
    static List<EmulatedCloud> of(ProviderParts parts, Configuration configuration, RandomGenerator random) {
        return List.of(
                new AwsCloud(
                        parts,
                        NodeIdentity.sessionTokens(configuration.aws().tokenKeyFile(), random),
                        NodeIdentity.sessionName()),
                new GcpCloud(parts),
                new AzureCloud(parts));
    }
}
