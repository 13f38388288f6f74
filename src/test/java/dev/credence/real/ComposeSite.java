package dev.credence.real;

import dev.credence.deploy.Manifest;
import dev.credence.testing.ChildProcess;
import dev.credence.testing.FreePort;
import dev.credence.testing.GatewayProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The services of {@code deploy/compose}, as processes of this machine with addresses of their own. */
final class ComposeSite {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Rig rig;
    private final RealVault vault;
    private final Moto moto;
    private final Path secrets;

    ComposeSite(Rig rig, RealVault vault, Moto moto) throws IOException {
        this.rig = rig;
        this.vault = vault;
        this.moto = moto;
        secrets = Files.createDirectory(rig.folder().resolve("secrets"));
    }

    /** Runs the service {@code setup} as it is. */
    void setUp() throws IOException {
        var environment = Map.of(
                "VAULT_ADDR", vault.address(),
                "VAULT_TOKEN", rig.rootToken(),
                "AWS_ENDPOINT", moto.address(),
                "SECRETS", secrets.toString(),
                "PATH", Tools.vault().resolveSibling("") + ":" + System.getenv("PATH"));
        var command = List.of("/bin/sh", Tools.file("deploy/compose/setup").toString());
        try (var setup = ChildProcess.start("setup", rig.folder(), environment, command)) {
            setup.succeedWithin(PATIENCE);
        }
        rig.secret(Files.readString(secrets.resolve("secret-id")).strip());
    }

    /** The service {@code credence} with its configuration, in which addresses are those of this machine. */
    GatewayProcess serve() throws IOException {
        int port = FreePort.next();
        int opsPort = FreePort.next();
        var configuration = Files.readString(Tools.file("deploy/compose/credence.yaml"))
                .replace("/run/credence", secrets.toString())
                .replace("http://vault:8200", vault.address())
                .replace("172.31.99.0/24", "127.0.0.0/8")
                .replace("0.0.0.0:8169", "127.0.0.1:" + port);
        var file = Files.writeString(rig.folder().resolve("compose.yaml"), configuration);
        var more = Map.of("CREDENCE_OPS_ADDRESS", "127.0.0.1:" + opsPort);
        return rig.serve(new Rig.Configured(file, port, opsPort), more);
    }

    /** What the service {@code workload} has, with addresses of this machine. */
    Map<String, String> workload(GatewayProcess gateway) throws IOException {
        var environment = new HashMap<String, String>();
        Manifest.read(Tools.file("deploy/compose/compose.yaml"))
                .get(0)
                .at("services.workload.environment")
                .forEach(entry -> environment.put(
                        entry.getKey(),
                        entry.getValue()
                                .toString()
                                .replace("http://credence:8169", gateway.address())
                                .replace("http://aws:5000", moto.address())));
        return environment;
    }
}
