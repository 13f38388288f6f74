package dev.credence.config;

import java.net.URI;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Looks for a gateway that would ask itself: its listener stands where a login, or the passthrough, expects the cloud's
 * own metadata service, or where a back end is.
 */
final class LoopCheck {
    private static final String LINK_LOCAL = "169.254.169.254";
    private static final String GOOGLE = "metadata.google.internal";
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    private final BiConsumer<ConfigPath, String> errors;

    LoopCheck(BiConsumer<ConfigPath, String> errors) {
        this.errors = errors;
    }

    void check(Configuration configuration) {
        for (BackendConfig backend : configuration.backends().values()) {
            metadata(backend)
                    .ifPresent(address -> check(
                            configuration,
                            address,
                            ConfigPath.of("backends", backend.name(), "auth", "metadata-address"),
                            "so the gateway would ask itself who it is; name the cloud's own metadata service"));
            // Behind a proxy the address may be that of another machine.
            if (backend instanceof ImsConfig ims && ims.proxy().isEmpty()) {
                check(
                        configuration,
                        ims.address(),
                        ConfigPath.of("backends", backend.name(), "address"),
                        "so the gateway would ask itself for credentials; name another metadata service");
            }
        }
        PassthroughConfig passthrough = configuration.aws().passthrough();
        if (!passthrough.isOff()) {
            check(
                    configuration,
                    passthrough.address(),
                    ConfigPath.of("providers", "aws", "passthrough", "address"),
                    "so the gateway would hand requests to itself; name the real metadata service, or empty allow");
        }
    }

    private void check(Configuration configuration, URI address, ConfigPath path, String consequence) {
        HostPort asked = new HostPort(host(address), port(address));
        configuration.listeners().stream()
                .filter(listener -> isAnsweredBy(listener.address(), asked))
                .findFirst()
                .ifPresent(listener ->
                        errors.accept(path, address + " is the listener " + listener.address() + ", " + consequence));
    }

    private static Optional<URI> metadata(BackendConfig backend) {
        return backend instanceof VaultConfig vault ? metadata(vault.auth()) : Optional.empty();
    }

    private static Optional<URI> metadata(VaultAuth auth) {
        if (auth instanceof VaultAuth.Gcp gcp) {
            return Optional.of(gcp.metadata());
        }
        return auth instanceof VaultAuth.Azure azure ? Optional.of(azure.metadata()) : Optional.empty();
    }

    /** A listener on every interface may well be reached at an address of another machine's; only loopback is sure. */
    private static boolean isAnsweredBy(HostPort listener, HostPort asked) {
        boolean isEvery = IpLiteral.parse(listener.host())
                .filter(address -> address.isAnyLocalAddress())
                .isPresent();
        return listener.clashesWith(asked) && (!isEvery || asked.isLoopback());
    }

    private static String host(URI address) {
        String host = address.getHost().replaceAll("[\\[\\]]", "");
        return host.equals(GOOGLE) ? LINK_LOCAL : host;
    }

    private static int port(URI address) {
        return address.getPort() >= 0 ? address.getPort() : address.getScheme().equals("https") ? HTTPS : HTTP;
    }
}
