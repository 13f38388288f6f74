package dev.credence.cli;

import dev.credence.bootstrap.DevMode;
import dev.credence.config.CallerConfig;
import dev.credence.config.Configuration;
import dev.credence.config.ConfigurationLoader;
import dev.credence.config.CredentialConfig;
import dev.credence.config.HostPort;
import dev.credence.config.ListenerConfig;
import dev.credence.telemetry.Cloud;
import dev.credence.telemetry.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The variables that point a workload's SDK to a gateway. */
final class WorkloadEnvironment {
    private static final Set<String> EVERY_ADDRESS = Set.of("0.0.0.0", "::", "*");
    private static final String TOKEN_FILE = "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE";

    private WorkloadEnvironment() {}

    /**
     * The variables for the gateway that a command means: the one of the configuration given or that variables make, or
     * else the development gateway at the default port, if one runs, or else one where the defaults put it. Blocks.
     *
     * @param paths of configuration files
     * @param environment of the process
     * @throws IllegalArgumentException if nobody can use that endpoint; the message says why
     */
    static Map<String, String> found(EnvironmentForm form, List<Path> paths, Map<String, String> environment) {
        List<Path> found = paths.isEmpty()
                ? DevMode.configurationAt(ServeCommand.temporary(), ServeCommand.DEFAULT_PORT)
                        .map(List::of)
                        .orElse(List.of())
                : paths;
        boolean byVariables = ConfigurationLoader.isSetBy(environment);
        if (found.isEmpty() && !byVariables && !form.asksForToken()) {
            // Without a configuration to read, a gateway is where the defaults put it.
            return at(form, "http://" + ListenerConfig.DEFAULT_ADDRESS);
        }
        return Sources.loaded(found, environment, loaded -> of(form, loaded.configuration()));
    }

    /**
     * The variables of a form that needs nothing but an address.
     *
     * @param origin of the listener, {@code http://host:port}
     */
    static Map<String, String> at(EnvironmentForm form, String origin) {
        return switch (form) {
            case AWS -> Map.of("AWS_EC2_METADATA_SERVICE_ENDPOINT", origin);
            case GCP -> google(origin);
            case AZURE -> Map.of("AZURE_POD_IDENTITY_AUTHORITY_HOST", origin);
            case AWS_CONTAINER, AZURE_APP_SERVICE ->
                throw new IllegalArgumentException("only the configuration knows the caller's secret");
        };
    }

    /**
     * The variables for a gateway with that configuration.
     *
     * @throws IllegalArgumentException if the configuration lets nobody use that endpoint
     */
    static Map<String, String> of(EnvironmentForm form, Configuration configuration) {
        return switch (form) {
            case AWS -> aws(configuration);
            case AWS_CONTAINER -> awsContainer(configuration);
            case AZURE_APP_SERVICE -> azureAppService(configuration);
            case GCP, AZURE -> at(form, origin(configuration, form.cloud()));
        };
    }

    /**
     * For EC2 instance metadata (wire contract 1.8). The token file is of use where the container endpoint is set, too;
     * SDKs ignore it otherwise.
     */
    private static Map<String, String> aws(Configuration configuration) {
        Map<String, String> variables = new LinkedHashMap<>(at(EnvironmentForm.AWS, origin(configuration, Cloud.AWS)));
        tokenRule(configuration, Cloud.AWS)
                .flatMap(CallerConfig::tokenFile)
                .ifPresent(file -> variables.put(TOKEN_FILE, absolute(file)));
        return variables;
    }

    /** For ECS and EKS container credentials (wire contract 2.1). */
    private static Map<String, String> awsContainer(Configuration configuration) {
        Optional<CallerConfig> tokenRule = tokenRule(configuration, Cloud.AWS);
        if (tokenRule.isEmpty() && configuration.aws().requireToken()) {
            throw new IllegalArgumentException("no caller has a token-file and an AWS credential; add one, or set"
                    + " providers.aws.container.require-token: false");
        }
        CallerConfig caller = tokenRule.orElseGet(() -> configuration.callers().get(0));
        String credential = caller.credentials().stream()
                .filter(name -> isOf(Cloud.AWS, configuration, name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the first caller has no AWS credential"));
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put(
                "AWS_CONTAINER_CREDENTIALS_FULL_URI",
                origin(configuration, Cloud.AWS) + "/v1/credentials/" + credential);
        caller.tokenFile().ifPresent(file -> variables.put(TOKEN_FILE, absolute(file)));
        return variables;
    }

    /**
     * For the libraries and tools of Google Cloud (wire contract 3.7): host and port without a scheme. The probe of the
     * Python library reads its own variable, and gcloud a third one.
     */
    private static Map<String, String> google(String origin) {
        if (!origin.startsWith("http://")) {
            throw new IllegalArgumentException("the libraries of Google Cloud speak plain HTTP only,"
                    + " and the listener has TLS; add a listener without it");
        }
        String address = origin.substring("http://".length());
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("GCE_METADATA_HOST", address);
        variables.put("GCE_METADATA_IP", address);
        variables.put("GCE_METADATA_ROOT", address);
        return variables;
    }

    /**
     * For Azure App Service (wire contract 4.5), the one form that the SDK for Go can be pointed with. Its secret is
     * itself a variable, so it is printed.
     */
    private static Map<String, String> azureAppService(Configuration configuration) {
        Secret secret = tokenRule(configuration, Cloud.AZURE)
                .flatMap(CallerConfig::tokenFile)
                .map(WorkloadEnvironment::read)
                .orElseThrow(() ->
                        new IllegalArgumentException("no caller has a token-file and an Azure credential; add one"));
        String endpoint = origin(configuration, Cloud.AZURE) + "/msi/token";
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("IDENTITY_ENDPOINT", endpoint);
        variables.put("IDENTITY_HEADER", secret.reveal());
        variables.put("MSI_ENDPOINT", endpoint);
        variables.put("MSI_SECRET", secret.reveal());
        return variables;
    }

    private static Secret read(Path file) {
        try {
            return Secret.of(Files.readString(file).strip());
        } catch (IOException unreadable) {
            throw new IllegalArgumentException("cannot read " + file, unreadable);
        }
    }

    private static Optional<CallerConfig> tokenRule(Configuration configuration, Cloud cloud) {
        return configuration.callers().stream()
                .filter(caller -> caller.tokenFile().isPresent())
                .filter(caller -> caller.credentials().stream().anyMatch(name -> isOf(cloud, configuration, name)))
                .findFirst();
    }

    private static boolean isOf(Cloud cloud, Configuration configuration, String credential) {
        CredentialConfig config = configuration.credentials().get(credential);
        return config != null && config.provider() == cloud;
    }

    private static String origin(Configuration configuration, Cloud cloud) {
        ListenerConfig listener = configuration.listeners().stream()
                .filter(candidate -> candidate.providers().contains(cloud))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no listener has the provider " + cloud.label()));
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
