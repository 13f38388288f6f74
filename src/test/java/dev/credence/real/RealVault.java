package dev.credence.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.credence.testing.ChildProcess;
import dev.credence.testing.FreePort;
import dev.credence.testing.Http;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * HashiCorp Vault in its development mode: everything in memory, so what comes back after {@link #kill} and {@link #start}
 * is an empty Vault at the same address with the same root token.
 */
final class RealVault implements AutoCloseable {
    /** What users and federated sessions may do, where a role needs to say so. */
    static final String POLICY = """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}""";

    private static final Duration START = Duration.ofSeconds(60);

    private final Path folder;
    private final int port = FreePort.next();
    private final Http http = new Http(port);
    private final String rootToken;
    private ChildProcess process;

    RealVault(Path folder, String rootToken) {
        this.folder = folder;
        this.rootToken = rootToken;
    }

    String address() {
        return http.base();
    }

    RealVault start() {
        process = ChildProcess.start(
                "vault",
                folder,
                Map.of("VAULT_ADDR", address()),
                List.of(
                        Tools.vault().toString(),
                        "server",
                        "-dev",
                        "-dev-no-store-token",
                        "-dev-root-token-id=" + rootToken,
                        "-dev-listen-address=127.0.0.1:" + port));
        await("Vault").atMost(START).until(() -> {
            assertThat(process.isAlive()).as(process::log).isTrue();
            return http.isOk("/v1/sys/health");
        });
        return this;
    }

    /** Mounts the AWS engine as {@code aws}, with a moto in the place of AWS. */
    RealVault withAws(Moto moto) {
        write("sys/mounts/aws", new JsonObject().put("type", "aws"));
        write(
                "aws/config/root",
                new JsonObject()
                        .put("access_key", moto.accessKey())
                        .put("secret_key", moto.secretKey())
                        .put("region", "us-east-1")
                        .put("iam_endpoint", moto.address())
                        .put("sts_endpoint", moto.address()));
        return this;
    }

    /** A role of the engine that assumes the AWS role of the same name. */
    RealVault withAssumedRole(String name) {
        return withRole(
                name,
                new JsonObject()
                        .put("credential_type", "assumed_role")
                        .put("role_arns", new JsonArray().add("arn:aws:iam::" + Moto.ACCOUNT + ":role/" + name)));
    }

    /** A role of the engine that makes a new IAM user for each request: keys without a session token, leased. */
    RealVault withIamUser(String name) {
        return withRole(
                name, new JsonObject().put("credential_type", "iam_user").put("policy_document", POLICY));
    }

    /** How long IAM users of the engine live. */
    RealVault withLease(String duration) {
        return withLease(duration, duration);
    }

    /** How long IAM users of the engine live without a renewal, and with as many as there may be. */
    RealVault withLease(String duration, String most) {
        write("aws/config/lease", new JsonObject().put("lease", duration).put("lease_max", most));
        return this;
    }

    /** The leases below that path. */
    Set<String> leases(String path) {
        var response = http.get("/v1/sys/leases/lookup/" + path + "?list=true", "X-Vault-Token", rootToken);
        if (response.statusCode() == 404) {
            return Set.of();
        }
        return new JsonObject(response.body())
                .getJsonObject("data").getJsonArray("keys").stream()
                        .map(String.class::cast)
                        .collect(Collectors.toSet());
    }

    RealVault withRole(String name, JsonObject definition) {
        write("aws/roles/" + name, definition);
        return this;
    }

    JsonObject read(String path) {
        var response = http.get("/v1/" + path, "X-Vault-Token", rootToken);
        assertThat(response.statusCode()).as(path + ": " + response.body()).isEqualTo(200);
        return new JsonObject(response.body());
    }

    /** SIGKILL, as when its machine is gone. */
    void kill() {
        process.kill();
    }

    String log() {
        return process == null ? "" : process.log();
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }

    private void write(String path, JsonObject body) {
        var response = http.send("POST", "/v1/" + path, body.encode(), "X-Vault-Token", rootToken);
        assertThat(response.statusCode()).as(path + ": " + response.body()).isBetween(200, 204);
    }
}
