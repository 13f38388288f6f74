package dev.credence.source.vault.login;

import dev.credence.config.VaultAuth;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** Makes the way to log in that is configured. */
public final class LoginMethods {
    /** The code of a login that could not be tried for want of something on our side. */
    public static final String NOTHING_TO_SHOW = "vault.login_incomplete";

    /** The longest that gathering a form takes, requests to Vault aside. */
    public static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Vertx vertx;
    private final InstantSource clock;
    private final Unwrapping unwrapping;

    public LoginMethods(Vertx vertx, InstantSource clock, Unwrapping unwrapping) {
        this.vertx = vertx;
        this.clock = clock;
        this.unwrapping = unwrapping;
    }

    /**
     * The method for that configuration.
     *
     * @throws IllegalArgumentException if it is a token, which needs no login
     */
    public LoginMethod of(VaultAuth auth) {
        if (auth instanceof VaultAuth.AppRole role) {
            return appRole(role);
        }
        if (auth instanceof VaultAuth.Jwt jwt) {
            JsonObject others = new JsonObject();
            jwt.role().ifPresent(role -> others.put("role", role));
            return new FileLogin(new SecretFile(vertx, jwt.jwtFile(), "the token"), "jwt", List.of(), others);
        }
        if (auth instanceof VaultAuth.Password user) {
            SecretFile file = new SecretFile(vertx, user.passwordFile(), "the password");
            return new FileLogin(file, "password", List.of(user.username()), new JsonObject());
        }
        if (auth instanceof VaultAuth.Certificate certificate) {
            JsonObject fields = new JsonObject();
            certificate.name().ifPresent(name -> fields.put("name", name));
            return fixed(fields);
        }
        return ofMachine(auth);
    }

    private LoginMethod ofMachine(VaultAuth auth) {
        if (auth instanceof VaultAuth.Aws aws) {
            return new AwsLogin(vertx, aws, clock);
        }
        if (auth instanceof VaultAuth.Gcp gcp) {
            return new GcpLogin(vertx, gcp);
        }
        if (auth instanceof VaultAuth.Azure azure) {
            return new AzureLogin(vertx, azure);
        }
        throw new IllegalArgumentException("no login by " + auth.method());
    }

    private LoginMethod appRole(VaultAuth.AppRole auth) {
        JsonObject roleId = new JsonObject().put("role_id", auth.roleId());
        if (auth.secretIdFile().isEmpty()) {
            return fixed(roleId);
        }
        String what = auth.wrapped() ? "the wrapping token" : "the secret id";
        SecretFile file = new SecretFile(vertx, auth.secretIdFile().get(), what);
        return auth.wrapped()
                ? new WrappedSecretId(auth, file, unwrapping)
                : new FileLogin(file, "secret_id", List.of(), roleId);
    }

    private static LoginMethod fixed(JsonObject fields) {
        return () -> Future.succeededFuture(new LoginForm.Filled(List.of(), fields, List.of()));
    }
}
