package dev.credence.config;

import dev.credence.telemetry.Cloud;
import java.util.function.BiConsumer;

/** Warns where a second gateway on the same ports could not start, or would not take over what the first has given. */
final class ReusePortCheck {
    private final BiConsumer<ConfigPath, String> warn;

    /** Takes who is told: where, and what. */
    ReusePortCheck(BiConsumer<ConfigPath, String> warn) {
        this.warn = warn;
    }

    void check(Configuration configuration) {
        boolean some = configuration.listeners().stream().anyMatch(ListenerConfig::reusePort);
        if (!some && !configuration.ops().reusePort()) {
            return;
        }
        int index = 0;
        for (ListenerConfig listener : configuration.listeners()) {
            if (!listener.reusePort()) {
                told(ConfigPath.of("listeners", Integer.toString(index), "reuse-port"));
            }
            index++;
        }
        if (!configuration.ops().reusePort()) {
            told(ConfigPath.of("ops", "reuse-port"));
        }
        boolean sessions = configuration.listeners().stream()
                .anyMatch(
                        listener -> listener.reusePort() && listener.providers().contains(Cloud.AWS));
        if (sessions && configuration.aws().tokenKeyFile().isEmpty()) {
            warn.accept(
                    ConfigPath.of("providers", "aws", "token-key-file"),
                    "is not set, and reuse-port is: a second gateway does not know the session tokens (IMDSv2) of the"
                            + " first; write a key with openssl rand -hex 32 and name its file");
        }
    }

    private void told(ConfigPath path) {
        warn.accept(path, "is off here and on elsewhere, so a second gateway cannot start beside; set it everywhere");
    }
}
