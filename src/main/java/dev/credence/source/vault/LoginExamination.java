package dev.credence.source.vault;

import dev.credence.config.VaultConfig;
import dev.credence.credential.Outcome;
import dev.credence.source.Finding;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Whether Vault knows us, as whom and for how long: {@code auth/token/lookup-self}. */
final class LoginExamination {
    private static final VaultPath PATH =
            VaultPath.of("auth", "token", "lookup-self").orElseThrow();
    /** Every token that is alive may ask for it, whatever its policies. */
    private static final VaultPath ANY_MOUNT =
            VaultPath.of("sys/internal/ui/mounts/sys").orElseThrow();

    private static final Duration SOON = Duration.ofHours(1);

    private final VaultSession session;
    private final Optional<String> namespace;
    private final String about;

    LoginExamination(VaultConfig config, VaultSession session) {
        this.session = session;
        this.namespace = VaultAccess.loginNamespace(config);
        this.about = "login " + config.name();
    }

    /** Logs in and asks for the token. Never fails. */
    Future<Finding> examine() {
        VaultRequest request = VaultRequest.get("token_lookup", PATH, Map.of(), namespace);
        return session.send(request)
                .compose(reply -> reply instanceof VaultReply.Ok ok
                        ? Future.succeededFuture(describe(data(ok.body())))
                        : refused((VaultReply.Failed) reply));
    }

    private Future<Finding> refused(VaultReply.Failed failed) {
        if (!failed.tokenRefused()) {
            return Future.succeededFuture(of(failed.failure()));
        }
        VaultRequest mount = VaultRequest.get("mount", ANY_MOUNT, Map.of(), namespace);
        return session.send(mount)
                .map(reply -> isAlive(reply)
                        ? Finding.skipped(
                                about,
                                "the token works, but may not be looked up, so how long it lives is not known:"
                                        + " its policy lacks: " + Capabilities.policy(PATH, "read"))
                        : Finding.refused(
                                about,
                                "Vault refuses the token: it has expired, was revoked, or is of another Vault"
                                        + namespace
                                                .map(name -> " or namespace than " + name)
                                                .orElse("")
                                        + "; run \"vault login\", or have whoever made it write a new one"
                                        + " (VAULT_TOKEN, auth.token-file)"));
    }

    /** What hides a mount from a token that is alive has other words than what refuses a dead one (Vault 1.16.3). */
    private static boolean isAlive(VaultReply reply) {
        return reply instanceof VaultReply.Ok
                || ((VaultReply.Failed) reply).failure().message().contains("preflight capability check");
    }

    /** There is no token, or there was no answer. */
    private Finding of(Outcome.Failure failure) {
        boolean ours = VaultSource.isOwnTrouble(failure) || failure instanceof Outcome.Refusal;
        return ours ? Finding.refused(about, failure.message()) : Finding.unavailable(about, failure.message());
    }

    private Finding describe(JsonObject token) {
        String policies = token.getValue("policies") instanceof JsonArray list
                ? list.stream().map(String::valueOf).collect(Collectors.joining(", "))
                : "";
        String who = "the token works" + (policies.isEmpty() ? "" : " (policies " + Said.line(policies) + ")");
        if (number(token, "num_uses") > 0) {
            return Finding.warning(
                    about,
                    who + ", but for " + number(token, "num_uses")
                            + " more requests only: make one without a limit (-use-limit=0)");
        }
        Duration left = Duration.ofSeconds(number(token, "ttl"));
        if (left.isZero()) {
            return Finding.ok(about, who + " and does not end");
        }
        boolean renewable = Boolean.TRUE.equals(token.getValue("renewable"));
        String text = who + " and ends in " + rounded(left) + (renewable ? ", renewable" : "");
        return left.compareTo(SOON) < 0 && !renewable
                ? Finding.warning(
                        about,
                        text + ": nobody can renew it; make one with a longer life, or let an agent replace the file")
                : Finding.ok(about, text);
    }

    private static long number(JsonObject data, String field) {
        return data.getValue(field) instanceof Number number ? number.longValue() : 0;
    }

    /** In one unit: a look at it is enough. */
    static String rounded(Duration life) {
        if (life.toDays() >= 2) {
            return life.toDays() + "d";
        }
        if (life.toHours() >= 2) {
            return life.toHours() + "h";
        }
        return life.toMinutes() >= 2 ? life.toMinutes() + "m" : life.toSeconds() + "s";
    }

    private static JsonObject data(JsonObject body) {
        return body.getValue("data") instanceof JsonObject data ? data : new JsonObject();
    }
}
