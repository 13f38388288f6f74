package dev.credence.caller.docker;

import dev.credence.config.DockerConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;

/** Tries what the recognition of containers will need from an engine. */
public final class EngineExamination {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private EngineExamination() {}

    /**
     * What came of it.
     *
     * @param text for people; for what does not work it ends with what to do
     */
    public record Result(boolean works, String text) {}

    /** Asks for its version, its containers and its networks, on the context that calls; never fails. */
    public static Future<Result> examine(Vertx vertx, DockerConfig config, MeterRegistry registry) {
        EngineApi api = new EngineApi(
                new EngineHttp(vertx, config),
                new EngineMeters(registry, config.address().toString()),
                PATIENCE);
        return api.negotiate()
                .compose(version -> api.networks())
                .compose(
                        range -> api.list().map(listed -> new Result(true, works(api.version(), listed.size(), range))))
                .otherwise(cause -> new Result(false, mend(EngineTrouble.of(cause), config)))
                .onComplete(end -> api.close());
    }

    private static String works(String version, int containers, NetworkRange range) {
        String said = "speaks API " + version + "; containers that run: " + containers;
        return range.everything()
                ? said + "; it does not tell its networks, so no address falls to a later rule"
                : said;
    }

    private static String mend(EngineTrouble trouble, DockerConfig config) {
        boolean socket = config.address().getScheme().equals("unix");
        return switch (trouble.kind()) {
            case REFUSED ->
                "nobody listens there: start the engine, or correct match.docker.address (Podman: systemctl enable --now"
                        + " podman.socket, unix:///run/podman/podman.sock)";
            case DENIED ->
                socket && !String.valueOf(trouble.getMessage()).startsWith("HTTP")
                        ? "this user may not open the socket: add it to the group that owns it (usermod -aG docker USER)"
                        : "it refuses to be asked (" + trouble.getMessage()
                                + "): permit GET of /version, /events, /networks and /containers";
            case SILENT -> "does not answer within " + PATIENCE.toSeconds() + "s: look into its log, or start it anew";
            case BROKEN, NONSENSE ->
                "does not answer as an engine does (" + trouble.getMessage() + "): correct match.docker.address";
        };
    }
}
