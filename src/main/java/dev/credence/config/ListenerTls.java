package dev.credence.config;

import java.nio.file.Path;

/** The PEM files of a listener that speaks TLS. */
public record ListenerTls(Path certificate, Path key) {}
