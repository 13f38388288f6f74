package dev.credence.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How AWS is emulated.
 *
 * @param imdsV1 whether requests without a session token are served
 * @param listAll list every role of a caller instead of the first only
 * @param iamUser whether keys without a session token are served on the IMDS paths
 * @param tokenKeyFile signs session tokens, 32 bytes or more; random for each start without it
 * @param requireToken whether the container endpoint and the process document ask for the caller's secret
 * @param passthrough what a real metadata service answers instead
 */
public record AwsProviderConfig(
        boolean imdsV1,
        boolean listAll,
        boolean iamUser,
        Optional<Path> tokenKeyFile,
        boolean requireToken,
        PassthroughConfig passthrough) {}
