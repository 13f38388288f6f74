package dev.credence.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Who may have what. A caller matches when every condition given holds; with none given it is {@code any}.
 *
 * @param name for logs, metrics and {@code ${caller.name}}; without it the caller's address serves
 * @param cidr the network it comes from
 * @param docker whose containers it may be
 * @param tokenFile holds the secret it sends
 * @param credentials names of credentials, in the order in which they are listed
 */
public record CallerConfig(
        Optional<String> name,
        Optional<Cidr> cidr,
        Optional<DockerConfig> docker,
        Optional<Path> tokenFile,
        List<String> credentials) {}
