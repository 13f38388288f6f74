package dev.credence.cli;

import dev.credence.bootstrap.Gateway;
import dev.credence.bootstrap.Platform;
import dev.credence.bootstrap.Standalone;
import dev.credence.config.Configuration;
import dev.credence.config.ConfigurationLoader;
import dev.credence.config.ListenerConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A gateway in this process, for one workload, on a free port of this machine. Blocks: not for an event loop. */
final class StandaloneGateway implements AutoCloseable {
    private final Platform platform;
    private final Standalone standalone;
    private final Gateway gateway;
    private final Map<String, String> variables;

    private StandaloneGateway(
            Platform platform, Standalone standalone, Gateway gateway, Map<String, String> variables) {
        this.platform = platform;
        this.standalone = standalone;
        this.gateway = gateway;
        this.variables = variables;
    }

    /**
     * Starts it; it serves when this returns.
     *
     * @param paths of the configuration, of which back ends, credentials and settings are taken
     * @throws IllegalArgumentException if the configuration has nothing for that form
     */
    static StandaloneGateway start(EnvironmentForm form, List<Path> paths, Map<String, String> environment) {
        Platform platform = Platform.create();
        @Nullable Standalone standalone = null;
        try {
            ConfigurationLoader loader = new ConfigurationLoader(platform.vertx(), paths, environment, Map.of());
            Configuration configured = Sources.result(loader.load()).configuration();
            standalone = Standalone.of(configured, !form.asksForToken(), platform.random());
            // Nothing needs to listen if nobody could use it.
            WorkloadEnvironment.of(form, standalone.at(ListenerConfig.DEFAULT_ADDRESS));
            Gateway gateway = Sources.result(Gateway.start(platform, standalone.configuration()));
            return new StandaloneGateway(
                    platform,
                    standalone,
                    gateway,
                    WorkloadEnvironment.of(
                            form, standalone.at(gateway.listeners().get(0))));
        } catch (RuntimeException failed) {
            if (standalone != null) {
                standalone.close();
            }
            Sources.result(platform.close());
            throw failed;
        }
    }

    /** What the workload needs. */
    Map<String, String> variables() {
        return variables;
    }

    @Override
    public void close() {
        Sources.result(gateway.stop());
        Sources.result(platform.close());
        standalone.close();
    }
}
