package dev.credence.source.vault;

import dev.credence.telemetry.Secret;
import io.vertx.core.Future;

/** Asks Vault as whoever the login says we are, and logs in once more when Vault no longer knows us. */
final class VaultSession {
    private final VaultClient client;
    private final VaultLogin login;

    VaultSession(VaultClient client, VaultLogin login) {
        this.client = client;
        this.login = login;
    }

    /**
     * Asks with the current token. After a 403 there is one new login, and one more request if it gave another token:
     * the same one would be refused again.
     *
     * @return never fails
     */
    Future<VaultReply> send(VaultRequest request) {
        return login.token()
                .compose(result -> result instanceof VaultLogin.LoggedIn in
                        ? first(request, in.token())
                        : Future.succeededFuture(failed(result)));
    }

    private Future<VaultReply> first(VaultRequest request, Secret token) {
        return client.send(request, token).compose(reply -> {
            if (reply instanceof VaultReply.Failed failed && failed.tokenRefused()) {
                login.invalidate(token, request.path(), failed.failure());
                return login.token().compose(result -> second(request, token, result, reply));
            }
            return Future.succeededFuture(noted(token, reply));
        });
    }

    private Future<VaultReply> second(
            VaultRequest request, Secret refused, VaultLogin.LoginResult result, VaultReply first) {
        if (!(result instanceof VaultLogin.LoggedIn in)) {
            return Future.succeededFuture(failed(result));
        }
        return in.token().equals(refused)
                ? Future.succeededFuture(first)
                : client.send(request, in.token()).map(reply -> {
                    if (reply instanceof VaultReply.Failed failed && failed.tokenRefused()) {
                        login.stillRefused(request.path());
                    }
                    return noted(in.token(), reply);
                });
    }

    private VaultReply noted(Secret token, VaultReply reply) {
        if (reply instanceof VaultReply.Ok) {
            login.worked(token);
        }
        return reply;
    }

    private static VaultReply failed(VaultLogin.LoginResult result) {
        if (result instanceof VaultLogin.NotLoggedIn none) {
            return new VaultReply.Failed(none.failure(), false);
        }
        throw new IllegalStateException("a login that succeeded is no failure");
    }
}
