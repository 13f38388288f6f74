package dev.credence.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.credence.testing.ChildProcess;
import dev.credence.testing.FreePort;
import dev.credence.testing.Http;
import dev.credence.testing.TestCertificates;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * HashiCorp Vault, or OpenBao, by default in its development mode: everything in memory, so what comes back after {@link #kill} and
 * {@link #start} is an empty Vault at the same address with the same root token.
 *
 * <p>One that is {@link #persistent} keeps what it has in files: after {@link #kill} and {@link #start} it is the same
 * Vault, sealed.
 */
final class RealVault implements AutoCloseable {
    /** What users and federated sessions may do, where a role needs to say so. */
    static final String POLICY = """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}""";

    private static final Duration START = Duration.ofSeconds(60);

    private final Path folder;
    private final Brand brand;
    private final int port = FreePort.next();
    private final Http http = new Http(port);
    private final String rootToken;
    private final int securePort = FreePort.next();
    private ChildProcess process;
    private String listener = "";
    private String namespace = "";
    private String unsealKey = "";
    private boolean persistent;

    RealVault(Path folder, Brand brand, String rootToken) {
        this.folder = folder;
        this.brand = brand;
        this.rootToken = rootToken;
    }

    String address() {
        return http.base();
    }

    /** Where it listens with TLS, see {@link #secured}. */
    String secureAddress() {
        return "https://127.0.0.1:" + securePort;
    }

    /** To be kept in files. */
    RealVault persistent() {
        persistent = true;
        return this;
    }

    /**
     * To listen at {@link #secureAddress} too, from the next {@link #start} on.
     *
     * @param demanding whether no one gets in without a certificate of that authority
     */
    RealVault secured(TestCertificates certificates, boolean demanding) {
        var shown = certificates.server();
        listener =
                """
                listener "tcp" {
                  address = "127.0.0.1:%d"
                  tls_cert_file = "%s"
                  tls_key_file = "%s"
                  tls_client_ca_file = "%s"
                  tls_require_and_verify_client_cert = %s
                }
                """.formatted(securePort, shown.getCertPath(), shown.getKeyPath(), certificates.authority(), demanding);
        return this;
    }

    /** Waits until it answers; one that is persistent is sealed then, unless it was empty. */
    RealVault start() {
        var command = new ArrayList<>(List.of(brand.program().toString(), "server"));
        command.add("-config=" + configuration());
        if (!persistent) {
            command.addAll(List.of(
                    "-dev",
                    "-dev-no-store-token",
                    "-dev-root-token-id=" + rootToken,
                    "-dev-listen-address=127.0.0.1:" + port));
            command.addAll(brand.plugins());
        }
        process = ChildProcess.start("vault", folder, Map.of("VAULT_ADDR", address()), command);
        await("Vault").atMost(START).until(() -> {
            assertThat(process.isAlive()).as(process::log).isTrue();
            return http.isOk(persistent ? "/v1/sys/seal-status" : "/v1/sys/health");
        });
        if (persistent && unsealKey.isEmpty()) {
            initialize();
        }
        return this;
    }

    /** Closes it until somebody comes with the key. */
    RealVault seal() {
        write("sys/seal", new JsonObject());
        return this;
    }

    RealVault unseal() {
        write("sys/unseal", new JsonObject().put("key", unsealKey));
        await("an open Vault").atMost(START).until(() -> http.isOk("/v1/sys/health"));
        return this;
    }

    /** Makes that namespace below the one it is in; what follows is written, and read, there. */
    RealVault entering(String name) {
        write("sys/namespaces/" + name, new JsonObject());
        namespace += name + "/";
        return this;
    }

    /** Mounts a secrets engine where it is mounted by default, which then knows nothing of its cloud. */
    RealVault withEngine(String type) {
        write("sys/mounts/" + type, new JsonObject().put("type", type));
        return this;
    }

    /** Mounts the AWS engine as {@code aws}, with a moto in the place of AWS. */
    RealVault withAws(Moto moto) {
        withEngine("aws");
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
        var response = http.get("/v1/sys/leases/lookup/" + path + "?list=true", headers());
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

    /** The accessors of the tokens that were obtained at that path. */
    Set<String> accessors(String loginPath) {
        var response = http.get("/v1/auth/token/accessors?list=true", headers());
        return new JsonObject(response.body())
                .getJsonObject("data").getJsonArray("keys").stream()
                        .map(String.class::cast)
                        .filter(accessor -> isFrom(loginPath, accessor))
                        .collect(Collectors.toSet());
    }

    /** Ends these tokens, as an operator does who has no other hold on them. */
    void revoke(Set<String> accessors) {
        accessors.forEach(accessor -> write("auth/token/revoke-accessor", new JsonObject().put("accessor", accessor)));
    }

    /** False for tokens that end meanwhile, too. */
    private boolean isFrom(String loginPath, String accessor) {
        var body = new JsonObject().put("accessor", accessor).encode();
        var response = http.send("POST", "/v1/auth/token/lookup-accessor", body, headers());
        return response.statusCode() == 200
                && loginPath.equals(
                        new JsonObject(response.body()).getJsonObject("data").getString("path"));
    }

    JsonObject read(String path) {
        var response = http.get("/v1/" + path, headers());
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

    /** Writes, or calls, what is at that path. */
    JsonObject write(String path, JsonObject body, String... headers) {
        var response = http.send("POST", "/v1/" + path, body.encode(), headers(headers));
        assertThat(response.statusCode()).as(path + ": " + response.body()).isBetween(200, 204);
        return response.body().isEmpty() ? new JsonObject() : new JsonObject(response.body());
    }

    private String[] headers(String... more) {
        var all = new ArrayList<>(List.of("X-Vault-Token", rootToken));
        if (!namespace.isEmpty()) {
            all.addAll(List.of("X-Vault-Namespace", namespace));
        }
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    /** One share of the key is enough for a test; the root token is the one of the development mode. */
    private void initialize() {
        var shares = new JsonObject().put("secret_shares", 1).put("secret_threshold", 1);
        var made = write("sys/init", shares);
        unsealKey = made.getJsonArray("keys_base64").getString(0);
        unseal();
        var root = new JsonObject().put("id", rootToken).put("no_parent", true);
        root.put("policies", new JsonArray().add("root"));
        var initial = made.getString("root_token");
        var response = http.send("POST", "/v1/auth/token/create", root.encode(), "X-Vault-Token", initial);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    private Path configuration() {
        var kept = """
                disable_mlock = true
                storage "file" { path = "%s" }
                listener "tcp" {
                  address = "127.0.0.1:%d"
                  tls_disable = true
                }
                """.formatted(folder.resolve("vault-" + port), port);
        try {
            return Files.writeString(folder.resolve("vault-" + port + ".hcl"), (persistent ? kept : "") + listener);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
