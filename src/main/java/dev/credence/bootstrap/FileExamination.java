package dev.credence.bootstrap;

import dev.credence.config.CallerConfig;
import dev.credence.config.Configuration;
import dev.credence.config.DockerConfig;
import dev.credence.config.ListenerConfig;
import dev.credence.config.ListenerTls;
import dev.credence.config.VaultTls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Whether files that hold secrets are kept from other users. Reads files: not for an event loop. */
final class FileExamination {
    private FileExamination() {}

    /** One warning for each that is not; whether they can be read at all was a matter of the configuration. */
    static List<Diagnosis> examine(Configuration configuration) {
        List<Diagnosis> open = new ArrayList<>();
        secrets(configuration).forEach((key, file) -> {
            if (isOpen(file)) {
                open.add(Diagnosis.warning(
                        "file " + file, "every user of this machine can read " + key + ": chmod o= " + file));
            }
        });
        return open;
    }

    private static Map<String, Path> secrets(Configuration configuration) {
        Map<String, Path> files = new LinkedHashMap<>();
        int index = 0;
        for (ListenerConfig listener : configuration.listeners()) {
            String key = "listeners." + index++ + ".tls.key";
            listener.tls().map(ListenerTls::key).ifPresent(file -> files.put(key, file));
        }
        configuration.ops().tokenFile().ifPresent(file -> files.put("ops.token-file", file));
        index = 0;
        for (CallerConfig caller : configuration.callers()) {
            String match = "callers." + index++ + ".match.";
            caller.tokenFile().ifPresent(file -> files.put(match + "token-file", file));
            caller.docker()
                    .flatMap(DockerConfig::tls)
                    .flatMap(VaultTls::key)
                    .ifPresent(file -> files.put(match + "docker.tls.key", file));
        }
        configuration.aws().tokenKeyFile().ifPresent(file -> files.put("providers.aws.token-key-file", file));
        return files;
    }

    private static boolean isOpen(Path file) {
        try {
            return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
        } catch (IOException | UnsupportedOperationException unknown) {
            return false;
        }
    }
}
