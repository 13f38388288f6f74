package dev.credence.bootstrap;

import dev.credence.config.Configuration;
import dev.credence.config.ConfigurationException;
import dev.credence.config.Problem;
import dev.credence.config.Severity;
import dev.credence.provider.EmulatedCloud;
import dev.credence.provider.ProviderParts;
import dev.credence.provider.aws.AwsCloud;
import dev.credence.provider.azure.AzureCloud;
import dev.credence.provider.gcp.GcpCloud;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
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

    /**
     * Asks each whether it can go on, now that the listeners are open.
     *
     * @return fails with {@link ConfigurationException} if one of them cannot
     */
    static Future<Void> agree(List<EmulatedCloud> clouds, Configuration configuration) {
        return Future.all(clouds.stream()
                        .map(cloud -> cloud.objection(configuration))
                        .toList())
                .compose(asked -> {
                    List<Problem> problems = asked.<Optional<EmulatedCloud.Objection>>list().stream()
                            .flatMap(Optional::stream)
                            .map(objection -> new Problem(
                                    Severity.ERROR,
                                    objection.path(),
                                    Optional.empty(),
                                    objection.message(),
                                    Optional.empty()))
                            .toList();
                    return problems.isEmpty()
                            ? Future.succeededFuture()
                            : Future.failedFuture(new ConfigurationException(problems));
                });
    }
}
