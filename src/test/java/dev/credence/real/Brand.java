package dev.credence.real;

import java.nio.file.Path;
import java.util.List;

/** Who made the server. What the gateway needs of one it must find in the other. */
enum Brand {
    VAULT("1.16.3") {
        @Override
        Path program() {
            return Tools.vault();
        }
    },
    /** It has no engine of a cloud built in: in its development mode it offers those in a folder, as plugins. */
    OPENBAO("2.6.2") {
        @Override
        Path program() {
            return Tools.openBao();
        }

        @Override
        List<String> plugins() {
            return List.of("-dev-plugin-dir=" + Tools.openBaoPlugins());
        }
    };

    private final String version;

    Brand(String version) {
        this.version = version;
    }

    abstract Path program();

    /** What makes its development mode offer the engines that the tests want. */
    List<String> plugins() {
        return List.of();
    }

    /** As {@code sys/health} tells it. */
    String version() {
        return version;
    }
}
