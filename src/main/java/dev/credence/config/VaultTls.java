package dev.credence.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How to trust and to be trusted by a back end. All files are PEM.
 *
 * @param serverName sent as SNI and checked in the certificate instead of the address's host
 * @param skipVerify trusts any certificate; for trials only
 */
public record VaultTls(
        Optional<Path> caCertificate,
        Optional<Path> certificate,
        Optional<Path> key,
        Optional<String> serverName,
        boolean skipVerify) {}
