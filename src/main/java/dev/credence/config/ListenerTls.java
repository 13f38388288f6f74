package dev.credence.config;

import dev.credence.telemetry.Secret;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * What a listener shows that speaks TLS: the PEM files, and what they held when the configuration was read. That is what
 * is used, so that certificate and key belong together also while the files are being replaced.
 *
 * @param chain the certificate and those above it, PEM
 * @param secretKey its private key, PEM
 */
public record ListenerTls(Path certificate, Path key, String chain, Secret secretKey) {

    /** When the certificate ends, if that can be read. */
    public Optional<Instant> expires() {
        return KeyPairCheck.end(chain);
    }
}
