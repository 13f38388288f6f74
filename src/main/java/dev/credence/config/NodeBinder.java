package dev.credence.config;

import dev.credence.config.ConfigNode.Branch;
import dev.credence.config.ConfigNode.Leaf;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads {@code node}. What is not written comes from where Kubernetes puts it for every pod: {@code KUBERNETES_SERVICE_*}
 * and the files of the service account (kubernetes.io, "Accessing the Kubernetes API from a Pod").
 */
final class NodeBinder {
    /** A qualified name: a DNS subdomain and a slash, which may be missing, and a name of at most 63 characters. */
    private static final Pattern TAINT =
            Pattern.compile("([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");

    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");
    private static final String ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount/";
    private static final String STARTUP_TAINT = "startup-taint";

    private final Map<String, String> environment;

    NodeBinder(Map<String, String> environment) {
        this.environment = environment;
    }

    /** Empty if the gateway has nothing to do with its node. */
    Optional<NodeConfig> bind(Section written) {
        if (!written.isGiven(STARTUP_TAINT)) {
            return without(written);
        }
        Section node = written.with(defaults(written.branch()));
        Optional<String> taint = node.value(STARTUP_TAINT, NodeBinder::taint);
        node.required("name", "set NODE_NAME from spec.nodeName in the pod");
        Optional<String> name = node.given("name", NodeBinder::name);
        node.required("api-server", "in a pod KUBERNETES_SERVICE_HOST says it; write https://host:port");
        Optional<URI> server = node.given("api-server", HttpsServer::parse);
        Optional<Path> token = node.liveFile("token-file");
        Optional<Path> authority = node.file("ca-certificate", FileContent::pem);
        if (taint.isEmpty() || name.isEmpty() || server.isEmpty() || token.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new NodeConfig(name.get(), taint.get(), server.get(), token.get(), authority));
    }

    private static Optional<NodeConfig> without(Section written) {
        written.branch().children().keySet().stream()
                .filter(key -> !key.equals(STARTUP_TAINT) && written.isGiven(key))
                .findFirst()
                .ifPresent(key ->
                        written.error(key, "does nothing without startup-taint; name the taint, or leave it out"));
        return Optional.empty();
    }

    private Branch defaults(Branch written) {
        Branch filled = fill(written, "name", value("NODE_NAME"), Origin.variable("NODE_NAME"));
        filled = fill(filled, "api-server", server(), Origin.variable("KUBERNETES_SERVICE_HOST"));
        filled = fill(filled, "token-file", ACCOUNT + "token", Origin.DEFAULT);
        boolean own = isWritten(written, "api-server");
        // A server that somebody names may have a certificate of any authority.
        return own ? filled : fill(filled, "ca-certificate", ACCOUNT + "ca.crt", Origin.DEFAULT);
    }

    private static Branch fill(Branch branch, String key, String text, Origin origin) {
        return isWritten(branch, key) || text.isEmpty() ? branch : branch.with(key, Leaf.of(text, origin));
    }

    private static boolean isWritten(Branch branch, String key) {
        ConfigNode child = branch.child(key);
        return child != null
                && !(child instanceof Leaf leaf
                        && (leaf.text() == null || leaf.text().isBlank()));
    }

    private String server() {
        String host = value("KUBERNETES_SERVICE_HOST");
        String port = value("KUBERNETES_SERVICE_PORT");
        if (host.isEmpty()) {
            return "";
        }
        // IPv6 comes without brackets.
        return "https://" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + (port.isEmpty() ? "" : ":" + port);
    }

    private String value(String variable) {
        return environment.getOrDefault(variable, "").strip();
    }

    private static String taint(String text) {
        if (!TAINT.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "is not the key of a taint; write it like credence.dev/starting, without value and effect");
        }
        return text;
    }

    private static String name(String text) {
        if (!NAME.matcher(text).matches()) {
            throw new IllegalArgumentException("is not the name of a node");
        }
        return text;
    }
}
