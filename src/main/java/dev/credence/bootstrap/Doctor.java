package dev.credence.bootstrap;

import dev.credence.caller.docker.EngineExamination;
import dev.credence.config.BackendConfig;
import dev.credence.config.Configuration;
import dev.credence.config.CredentialConfig;
import dev.credence.config.DockerConfig;
import dev.credence.config.HostPort;
import dev.credence.config.ImsConfig;
import dev.credence.config.StsConfig;
import dev.credence.config.VaultConfig;
import dev.credence.credential.Clockwork;
import dev.credence.source.ims.ImsExamination;
import dev.credence.source.sts.StsExamination;
import dev.credence.source.vault.VaultExamination;
import dev.credence.telemetry.UpstreamMeters;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Tries what a gateway with that configuration will need: files, addresses, back ends, the metadata address. Changes
 * nothing, and issues nothing unless told to.
 */
public final class Doctor {
    private final Platform platform;
    private final Vertx vertx;
    private final Configuration configuration;
    private final Options options;
    private final Consumer<Diagnosis> tell;
    private final GatewayProbe probe;
    private final AddressExamination addresses;
    private boolean running;

    /**
     * What the doctor is asked for.
     *
     * @param metadata the address that SDKs ask which nobody has pointed elsewhere
     * @param issue whether to issue one of each credential, and give it back
     */
    public record Options(HostPort metadata, boolean issue) {}

    private Doctor(Platform platform, Configuration configuration, Options options, Consumer<Diagnosis> tell) {
        this.platform = platform;
        this.vertx = platform.vertx();
        this.configuration = configuration;
        this.options = options;
        this.tell = tell;
        this.probe = new GatewayProbe(vertx, platform.random());
        this.addresses = new AddressExamination(vertx, probe, configuration);
    }

    /**
     * Examines one thing after the other.
     *
     * @param tell gets each diagnosis as soon as there is one; on an event loop
     * @return completes when all has been told; a back end that does not work is no failure
     */
    public static Future<Void> examine(
            Platform platform, Configuration configuration, Options options, Consumer<Diagnosis> tell) {
        Promise<Void> done = Promise.promise();
        platform.vertx().getOrCreateContext().runOnContext(here -> new Doctor(platform, configuration, options, tell)
                .all()
                .onComplete(done));
        return done.future();
    }

    private Future<Void> all() {
        Future<Void> done = vertx.executeBlocking(() -> FileExamination.examine(configuration), false)
                .map(this::told);
        for (int i = 0; i < configuration.listeners().size(); i++) {
            int index = i;
            done = done.compose(before -> addresses.listener(index)).map(this::address);
        }
        done = done.compose(before -> addresses.ops()).map(this::address);
        for (BackendConfig backend : configuration.backends().values()) {
            if (backend instanceof VaultConfig vault) {
                done = done.compose(before -> vault(vault));
            } else if (backend instanceof ImsConfig ims) {
                done = done.compose(before -> metadataService(ims));
            } else if (backend instanceof StsConfig sts) {
                done = done.compose(before -> sts(sts));
            }
        }
        for (DockerConfig engine : engines()) {
            done = done.compose(before -> engine(engine));
        }
        done = done.compose(before -> addresses.passthrough())
                .map(found -> told(found.stream().toList()));
        return done.compose(before -> addresses.metadata(options.metadata(), running))
                .map(metadata -> told(List.of(metadata)))
                .onComplete(end -> probe.close());
    }

    private Void address(Diagnosis diagnosis) {
        running |= diagnosis.text().startsWith(AddressExamination.RUNS);
        return told(List.of(diagnosis));
    }

    private Future<Void> vault(VaultConfig config) {
        VaultExamination examination = VaultExamination.create(
                vertx,
                config,
                NodeIdentity.sessionName(),
                platform.time(),
                platform.random(),
                new UpstreamMeters(platform.registry()));
        return examination
                .examine(credentials(config), options.issue())
                .map(findings -> told(findings.stream().map(Diagnosis::of).toList()))
                .eventually(examination::close);
    }

    private Set<DockerConfig> engines() {
        return configuration.callers().stream()
                .flatMap(caller -> caller.docker().stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private Future<Void> engine(DockerConfig config) {
        String about = "engine " + config.address();
        return EngineExamination.examine(vertx, config, platform.registry())
                .map(result -> told(List.of(
                        result.works()
                                ? Diagnosis.ok(about, result.text())
                                : new Diagnosis(Diagnosis.Kind.UNAVAILABLE, about, result.text()))));
    }

    private Future<Void> metadataService(ImsConfig config) {
        ImsExamination examination = ImsExamination.create(
                vertx, config, platform.time(), platform.random(), new UpstreamMeters(platform.registry()));
        return examination
                .examine(credentials(config), askingWithFirstOf(config), options.issue())
                .map(findings -> told(findings.stream().map(Diagnosis::of).toList()))
                .eventually(examination::close);
    }

    private List<String> askingWithFirstOf(ImsConfig service) {
        return configuration.backends().values().stream()
                .filter(backend -> backend instanceof StsConfig sts
                        && sts.asksWithFirstOf().filter(service.name()::equals).isPresent())
                .map(BackendConfig::name)
                .toList();
    }

    private Future<Void> sts(StsConfig config) {
        Clockwork clockwork = new Clockwork(
                platform.time(), platform.time().scheduler(vertx, vertx.getOrCreateContext()), platform.random());
        StsExamination examination = StsExamination.create(
                vertx, config, NodeIdentity.sessionName(), clockwork, new UpstreamMeters(platform.registry()));
        return examination
                .examine(credentials(config), options.issue())
                .map(findings -> told(findings.stream().map(Diagnosis::of).toList()))
                .eventually(examination::close);
    }

    private List<CredentialConfig> credentials(BackendConfig backend) {
        return configuration.credentials().values().stream()
                .filter(credential -> credential.backend().equals(backend.name()))
                .toList();
    }

    private Void told(List<Diagnosis> found) {
        found.forEach(tell);
        return null;
    }
}
