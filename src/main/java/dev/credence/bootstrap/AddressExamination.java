package dev.credence.bootstrap;

import dev.credence.config.Configuration;
import dev.credence.config.HostPort;
import dev.credence.config.ListenerConfig;
import dev.credence.config.PassthroughConfig;
import dev.credence.source.NoAnswer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/** Whether a gateway can listen where it is to, and whether workloads find it where metadata services are. */
final class AddressExamination {
    /** What is said of an address where a gateway listens already. */
    static final String RUNS = "a gateway runs there";

    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    private final Vertx vertx;
    private final GatewayProbe probe;
    private final Configuration configuration;

    AddressExamination(Vertx vertx, GatewayProbe probe, Configuration configuration) {
        this.vertx = vertx;
        this.probe = probe;
        this.configuration = configuration;
    }

    /** Binds that listener's address and lets it go. Never fails. */
    Future<Diagnosis> listener(int index) {
        ListenerConfig listener = configuration.listeners().get(index);
        return listening(
                "listener " + listener.address(),
                "listeners." + index + ".address",
                listener.address(),
                listener.tls().isPresent());
    }

    /** Binds the ops address and lets it go. Never fails. */
    Future<Diagnosis> ops() {
        HostPort address = configuration.ops().address();
        return listening("ops " + address, "ops.address", address, false);
    }

    /**
     * Asks once who answers at the address that SDKs ask which nobody has pointed elsewhere. Never fails.
     *
     * @param running whether a gateway was found to run
     */
    Future<Diagnosis> metadata(HostPort address, boolean running) {
        String about = "metadata " + address;
        return probe.ask(address, false).map(answer -> {
            if (answer instanceof GatewayProbe.Answer.Gateway) {
                return Diagnosis.ok(about, "a gateway answers there");
            }
            if (answer instanceof GatewayProbe.Answer.Other other) {
                return Diagnosis.warning(
                        about,
                        "something else answers there (status " + other.status()
                                + "): workloads that are not pointed here may get the node's own credentials; "
                                + redirect());
            }
            boolean silent = answer instanceof GatewayProbe.Answer.Nobody nobody && nobody.why() == NoAnswer.TIMEOUT;
            return Diagnosis.warning(
                    about,
                    (silent ? "nobody answers there" : "nobody listens there")
                            + (running ? ", so it is not redirected to a listener: " : ": start the gateway, and ")
                            + redirect());
        });
    }

    /** Asks once who answers where paths are handed to; empty if none is handed on. Never fails. */
    Future<Optional<Diagnosis>> passthrough() {
        PassthroughConfig passthrough = configuration.aws().passthrough();
        if (passthrough.isOff()) {
            return Future.succeededFuture(Optional.empty());
        }
        URI address = passthrough.address();
        boolean tls = "https".equalsIgnoreCase(address.getScheme());
        int port = address.getPort() >= 0 ? address.getPort() : tls ? HTTPS : HTTP;
        String about = "passthrough " + address;
        return probe.ask(new HostPort(address.getHost().replaceAll("[\\[\\]]", ""), port), tls)
                .map(answer -> {
                    if (answer instanceof GatewayProbe.Answer.Other other) {
                        return Diagnosis.ok(about, "answers (status " + other.status() + "), and is no gateway");
                    }
                    if (answer instanceof GatewayProbe.Answer.Gateway) {
                        return Diagnosis.warning(
                                about,
                                "a gateway answers there: if it is this one, \"serve\" will not start; exempt the"
                                        + " gateway itself from the redirect (docs/routing.md)");
                    }
                    return Diagnosis.warning(
                            about,
                            "nobody answers there, so the paths of providers.aws.passthrough.allow will get 503: correct"
                                    + " providers.aws.passthrough.address, or empty allow");
                })
                .map(Optional::of);
    }

    private Future<Diagnosis> listening(String about, String key, HostPort address, boolean tls) {
        NetServer server = vertx.createNetServer().connectHandler(socket -> socket.close());
        return server.listen(address.port(), address.host())
                .compose(bound -> server.close())
                .map(released -> Diagnosis.ok(about, "can be listened on"))
                .recover(failure -> taken(about, key, address, tls, failure));
    }

    private Future<Diagnosis> taken(String about, String key, HostPort address, boolean tls, Throwable failure) {
        String why = reason(failure);
        if (!why.toLowerCase(Locale.ROOT).contains("in use")) {
            boolean privileged = why.toLowerCase(Locale.ROOT).contains("permission denied");
            return Future.succeededFuture(Diagnosis.cannotListen(
                    about,
                    why
                            + (privileged
                                    ? ": grant CAP_NET_BIND_SERVICE, or choose a port above 1023 in "
                                    : ": name an address of this machine in ")
                            + key));
        }
        return probe.askWhoeverListens(address, tls)
                .compose(answer -> answer instanceof GatewayProbe.Answer.Nobody nobody
                        ? withOrWithoutTls(about, key, address, tls, nobody)
                        : Future.succeededFuture(judged(about, key, answer)));
    }

    /** A gateway that runs may have been started before TLS was configured, or taken away. */
    private Future<Diagnosis> withOrWithoutTls(
            String about, String key, HostPort address, boolean tls, GatewayProbe.Answer.Nobody nobody) {
        if (nobody.why() == NoAnswer.TIMEOUT) {
            return Future.succeededFuture(Diagnosis.cannotListen(
                    about,
                    "in use, and whoever listens there does not answer: stop it (ss -ltnp shows it), or change "
                            + key));
        }
        return probe.askWhoeverListens(address, !tls)
                .map(answer -> answer instanceof GatewayProbe.Answer.Gateway
                        ? Diagnosis.warning(
                                about,
                                RUNS + ", " + (tls ? "without" : "with") + " TLS: what is configured takes a restart")
                        : judged(about, key, answer));
    }

    private static Diagnosis judged(String about, String key, GatewayProbe.Answer answer) {
        return answer instanceof GatewayProbe.Answer.Gateway
                ? Diagnosis.ok(about, RUNS)
                : Diagnosis.cannotListen(
                        about, "in use, and not by a gateway: stop what uses it (ss -ltnp shows it), or change " + key);
    }

    /** What to do about the metadata address. */
    private String redirect() {
        Optional<HostPort> plain = configuration.listeners().stream()
                .filter(listener -> listener.tls().isEmpty())
                .map(ListenerConfig::address)
                .findFirst();
        return plain.map(listener -> "redirect it to " + listener + " (docs/operations.md), or")
                        .orElse("add a listener without TLS to redirect it to, or")
                + " set what \"credence env\" prints";
    }

    private static String reason(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}
