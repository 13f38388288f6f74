package dev.credence.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code callers.*.match.docker}. */
final class DockerBinder {
    private static final String FORM =
            "is not an address of a container engine; write unix:///var/run/docker.sock or https://host:2376";
    private static final String STAKE =
            "the certificate of the engine is not checked, so anyone on the way can say who a caller is";

    private final DockerEnvironment environment;
    private final Problems problems;

    /** Takes the environment, where Docker's own client looks for its engine. */
    DockerBinder(Map<String, String> environment, Problems problems) {
        this.environment = new DockerEnvironment(environment);
        this.problems = problems;
    }

    /** Empty if there is no address that could be read; a problem says so then. */
    Optional<DockerConfig> bind(Section written) {
        Section docker = written.with(environment.defaults(written.branch()));
        boolean hasTls = docker.has("tls");
        Optional<URI> address = docker.value("address", text -> address(text, hasTls));
        VaultTls tls = new TlsBinder(problems, STAKE).bind(docker.section("tls"));
        List<Cidr> proxies = proxies(docker);
        return address.map(uri -> {
            boolean secure = uri.getScheme().equals("https");
            if (hasTls && !secure) {
                problems.error(
                        docker.path("tls"),
                        docker.origin("tls"),
                        "is of no use with " + uri + "; remove it, or write https://host:2376");
            } else if (isOpen(uri)) {
                docker.warning(
                        "address",
                        uri + " is asked without TLS, so anyone on the way can say who a caller is; write https://, or"
                                + " unix:// for an engine of this machine");
            }
            return new DockerConfig(uri, secure ? Optional.of(tls) : Optional.empty(), proxies);
        });
    }

    private static List<Cidr> proxies(Section docker) {
        List<Cidr> proxies = new ArrayList<>();
        for (ConfigNode.Leaf leaf : docker.leaves("trusted-proxies").orElse(List.of())) {
            try {
                proxies.add(Cidr.parse(String.valueOf(leaf.text()).strip()));
            } catch (IllegalArgumentException wrong) {
                docker.itemError("trusted-proxies", leaf, String.valueOf(wrong.getMessage()));
            }
        }
        return proxies;
    }

    /** In one form: Docker writes {@code tcp} for both kinds of HTTP. */
    private static URI address(String text, boolean tls) {
        try {
            URI uri = new URI(text.replaceFirst("/+$", ""));
            String scheme = String.valueOf(uri.getScheme());
            if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
                throw new IllegalArgumentException(FORM);
            }
            if (scheme.equals("unix") && uri.getAuthority() == null && uri.getPath() != null) {
                return uri;
            }
            boolean isServer = scheme.equals("tcp") || scheme.equals("http") || scheme.equals("https");
            if (!isServer || uri.getHost() == null) {
                throw new IllegalArgumentException(FORM);
            }
            if (uri.getRawUserInfo() != null || !uri.getRawPath().isEmpty()) {
                throw new IllegalArgumentException("has more than scheme, host and port; write "
                        + new URI(scheme, null, uri.getHost(), uri.getPort(), null, null, null));
            }
            if (uri.getPort() < 0) {
                throw new IllegalArgumentException("names no port; engines listen on 2376 with TLS, on 2375 without");
            }
            String http = tls ? "https" : "http";
            return new URI(scheme.equals("tcp") ? http : scheme, null, uri.getHost(), uri.getPort(), null, null, null);
        } catch (URISyntaxException malformed) {
            throw new IllegalArgumentException(FORM, malformed);
        }
    }

    private static boolean isOpen(URI uri) {
        return uri.getScheme().equals("http")
                && !new HostPort(uri.getHost().replaceAll("[\\[\\]]", ""), uri.getPort()).isLoopback();
    }
}
