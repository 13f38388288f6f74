package dev.credence.real;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/** Ways into a real Vault for a gateway that may do nothing but issue AWS credentials. */
final class Logins {
    private static final String POLICY = "issuer";

    private final Rig rig;
    private final RealVault vault;

    /** Writes the policy; the ways come one by one. */
    Logins(Rig rig, RealVault vault) {
        this(rig, vault, "aws");
    }

    /**
     * Writes the policy.
     *
     * @param mount of the engine, with the namespaces between it and the one to log in to
     */
    Logins(Rig rig, RealVault vault, String mount) {
        this.rig = rig;
        this.vault = vault;
        var rules = """
                path "%s/creds/*" { capabilities = ["read"] }
                path "sys/leases/revoke" { capabilities = ["update"] }
                """.formatted(mount);
        vault.write("sys/policies/acl/" + POLICY, new JsonObject().put("policy", rules));
    }

    /** With a secret id in a file that lies there already. */
    String appRole(JsonObject limits) throws IOException {
        enable("approle");
        vault.write("auth/approle/role/app", granted(limits));
        var secretId = vault.write("auth/approle/role/app/secret-id", new JsonObject());
        file("secret.id", secretId.getJsonObject("data").getString("secret_id"));
        return "{method: approle, role-id: %s, secret-id-file: secret.id}".formatted(roleId());
    }

    /** After {@link #appRole}: with a file that holds a wrapping token, see {@link #wrapSecretId}. */
    String wrappedAppRole() throws IOException {
        wrapSecretId();
        return "{method: approle, role-id: %s, secret-id-file: wrapping.token, wrapped: true}".formatted(roleId());
    }

    /** Puts another wrapping token into the file. */
    void wrapSecretId() throws IOException {
        var wrapped = vault.write("auth/approle/role/app/secret-id", new JsonObject(), "X-Vault-Wrap-TTL", "5m");
        file("wrapping.token", wrapped.getJsonObject("wrap_info").getString("token"));
    }

    String userpass() throws IOException {
        enable("userpass");
        password("first-password-canary");
        return "{method: userpass, username: app, password-file: app.password}";
    }

    /** Changes it on both sides. */
    void password(String password) throws IOException {
        vault.write("auth/userpass/users/app", granted(new JsonObject().put("password", password)));
        file("app.password", password);
    }

    String jwt(Issuer issuer) throws IOException {
        enable("jwt");
        vault.write(
                "auth/jwt/config",
                new JsonObject().put("jwt_validation_pubkeys", new JsonArray().add(issuer.publicKey())));
        vault.write(
                "auth/jwt/role/app",
                granted(new JsonObject().put("role_type", "jwt").put("user_claim", "sub"))
                        .put("bound_audiences", new JsonArray().add("vault")));
        file("app.jwt", issuer.sign(new JsonObject().put("sub", "app").put("aud", "vault")));
        return "{method: jwt, role: app, jwt-file: app.jwt}";
    }

    /**
     * A cluster that knows one service account.
     *
     * @param authority any at all: Vault demands one, even where the cluster has no TLS
     */
    String kubernetes(Issuer issuer, String cluster, Path authority) throws IOException {
        enable("kubernetes");
        vault.write(
                "auth/kubernetes/config",
                new JsonObject()
                        .put("kubernetes_host", cluster)
                        .put("kubernetes_ca_cert", Files.readString(authority))
                        .put("disable_local_ca_jwt", true));
        vault.write(
                "auth/kubernetes/role/app",
                granted(new JsonObject())
                        .put("bound_service_account_names", new JsonArray().add("app"))
                        .put("bound_service_account_namespaces", new JsonArray().add("default")));
        var account = new JsonObject().put("name", "app").put("uid", "uid-of-app");
        file(
                "pod.jwt",
                issuer.sign(new JsonObject()
                        .put("sub", "system:serviceaccount:default:app")
                        .put(
                                "kubernetes.io",
                                new JsonObject().put("namespace", "default").put("serviceaccount", account))));
        return "{method: kubernetes, role: app, jwt-file: pod.jwt}";
    }

    String certificate(Path authority) throws IOException {
        enable("cert");
        vault.write("auth/cert/certs/app", granted(new JsonObject().put("certificate", Files.readString(authority))));
        return "{method: cert, name: app}";
    }

    private String roleId() {
        return vault.read("auth/approle/role/app/role-id").getJsonObject("data").getString("role_id");
    }

    private void enable(String method) {
        vault.write("sys/auth/" + method, new JsonObject().put("type", method));
    }

    private void file(String name, String secret) throws IOException {
        Files.writeString(rig.folder().resolve(name), rig.secret(secret));
    }

    private static JsonObject granted(JsonObject definition) {
        return definition.copy().put("token_policies", new JsonArray().add(POLICY));
    }

    /** Text that a PEM file has between its lines. */
    static String pem(String kind, byte[] content) {
        var text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n";
    }
}
