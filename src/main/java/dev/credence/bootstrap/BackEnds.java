package dev.credence.bootstrap;

import dev.credence.config.VaultConfig;
import dev.credence.credential.BackendStatus;
import dev.credence.credential.CredentialIssuer;
import dev.credence.source.CredentialSource;
import dev.credence.source.GuardedSource;
import dev.credence.source.vault.VaultSource;
import dev.credence.telemetry.UpstreamMeters;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** The back ends of the configuration, each behind its breaker. */
final class BackEnds {
    private final Platform platform;
    private final Collection<VaultConfig> configured;
    private final Map<String, CredentialSource> sources = new ConcurrentSkipListMap<>();

    BackEnds(Platform platform, Collection<VaultConfig> configured) {
        this.platform = platform;
        this.configured = configured;
    }

    /** Makes them, on the context that calls; asks none of them anything yet. */
    Map<String, CredentialIssuer> open() {
        UpstreamMeters meters = new UpstreamMeters(platform.registry());
        for (VaultConfig config : configured) {
            VaultSource vault =
                    VaultSource.create(platform.vertx(), config, platform.time(), platform.random(), meters);
            sources.put(
                    config.name(),
                    GuardedSource.around(
                            platform.vertx(),
                            vault,
                            config.breaker(),
                            vault.bound(),
                            VaultSource::isOwnTrouble,
                            meters));
        }
        return Map.copyOf(sources);
    }

    /** How each is doing; any thread. */
    List<BackendStatus> status() {
        return sources.values().stream().map(CredentialSource::status).toList();
    }

    /** Ends what they hold at the back ends. */
    Future<Void> close() {
        return Future.join(
                        sources.values().stream().map(CredentialSource::close).toList())
                .<Void>mapEmpty()
                .otherwiseEmpty();
    }
}
