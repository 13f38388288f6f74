package dev.credence.config;

import dev.credence.telemetry.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Where metrics are pushed to by OTLP over HTTP.
 *
 * @param url whole, with the path that takes metrics
 * @param interval between two pushes
 * @param headers sent along by name; they may be secret
 * @param caCertificate PEM of the authority that the server's certificate comes from; empty for those that the JVM trusts
 */
public record OtlpConfig(URI url, Duration interval, Map<String, Secret> headers, Optional<Path> caCertificate) {}
