package dev.credence.cli;

import dev.credence.config.CallerConfig;
import dev.credence.config.Configuration;
import dev.credence.config.CredentialConfig;
import dev.credence.config.HostPort;
import dev.credence.config.ListenerConfig;
import dev.credence.telemetry.Cloud;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The variables that point a workload's SDK to a gateway. */
final class WorkloadEnvironment {
    private static final Set<String> EVERY_ADDRESS = Set.of("0.0.0.0", "::", "*");

    private WorkloadEnvironment() {}

    /** For EC2 instance metadata of a gateway at that address. */
    static Map<String, String> awsAt(HostPort address) {
        return Map.of("AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://" + address);
    }

    /**
     * For EC2 instance metadata (wire contract 1.8). The token file is of use where the container endpoint is set, too;
     * SDKs ignore it otherwise.
     */
    static Map<String, String> aws(Configuration configuration) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("AWS_EC2_METADATA_SERVICE_ENDPOINT", address(configuration));
        tokenRule(configuration)
                .flatMap(CallerConfig::tokenFile)
                .ifPresent(file -> variables.put("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", absolute(file)));
        return variables;
    }

    /**
     * For ECS and EKS container credentials (wire contract 2.1).
     *
     * @throws IllegalArgumentException if the configuration lets nobody use that endpoint
     */
    static Map<String, String> awsContainer(Configuration configuration) {
        Optional<CallerConfig> tokenRule = tokenRule(configuration);
        if (tokenRule.isEmpty() && configuration.aws().requireToken()) {
            throw new IllegalArgumentException("no caller has a token-file and an AWS credential; add one, or set"
                    + " providers.aws.container.require-token: false");
        }
        CallerConfig caller = tokenRule.orElseGet(() -> configuration.callers().get(0));
        String credential = caller.credentials().stream()
                .filter(name -> isAws(configuration, name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the first caller has no AWS credential"));
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("AWS_CONTAINER_CREDENTIALS_FULL_URI", address(configuration) + "/v1/credentials/" + credential);
        caller.tokenFile().ifPresent(file -> variables.put("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", absolute(file)));
        return variables;
    }

    private static Optional<CallerConfig> tokenRule(Configuration configuration) {
        return configuration.callers().stream()
                .filter(caller -> caller.tokenFile().isPresent())
                .filter(caller -> caller.credentials().stream().anyMatch(name -> isAws(configuration, name)))
                .findFirst();
    }

    private static boolean isAws(Configuration configuration, String credential) {
        CredentialConfig config = configuration.credentials().get(credential);
        return config != null && config.provider() == Cloud.AWS;
    }

    private static String address(Configuration configuration) {
        ListenerConfig listener = configuration.listeners().stream()
                .filter(candidate -> candidate.providers().contains(Cloud.AWS))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no listener has the provider aws"));
        HostPort address = listener.address();
        if (address.port() == 0) {
            throw new IllegalArgumentException(
                    "the listener's port is 0, so only the running gateway knows it: see its log");
        }
        String host = EVERY_ADDRESS.contains(address.host()) ? "127.0.0.1" : address.host();
        return (listener.tls().isPresent() ? "https://" : "http://") + new HostPort(host, address.port());
    }

    private static String absolute(Path file) {
        return file.toAbsolutePath().normalize().toString();
    }
}
