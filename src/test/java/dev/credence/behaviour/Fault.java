package dev.credence.behaviour;

import dev.credence.testing.FakeReply;
import dev.credence.testing.FakeVault;
import java.time.Duration;
import java.util.function.Consumer;

/** What can be wrong with Vault or the way to it, and what one call makes of it when one repetition is allowed. */
enum Fault {
    REFUSED_CONNECTION(FaultyVault::refuse, "vault.unreachable", 2),
    CONNECT_TIMEOUT(FaultyVault::deafen, "vault.timeout", 1),
    UNKNOWN_NAME(FaultyVault::loseName, "vault.unreachable", 2),
    SILENCE(reply(FakeReply.silence()), "vault.timeout", 1),
    SLOW_DRIP(reply(FakeReply.drip()), "vault.timeout", 1),
    STUCK_IN_THE_BODY(reply(FakeReply.stuck("{\"data\":{")), "vault.timeout", 1),
    RESET_AT_ONCE(reply(FakeReply.reset()), "vault.unreachable", 2),
    RESET_IN_THE_BODY(reply(FakeReply.cut("{\"data\":{")), "vault.unreachable", 2),
    TRUNCATED_JSON(reply(FakeReply.of(200, "{\"data\":{\"access_key\":\"ASIA")), "vault.bad_answer", 1),
    GARBAGE(reply(FakeReply.of(200, "\u0000\u0001\u00ff not json")), "vault.bad_answer", 1),
    OTHER_JSON(reply(FakeReply.of(200, "{\"data\":{\"value\":1}}")), "vault.bad_answer", 1),
    HTML(reply(FakeReply.of(200, "<html><body>It works!</body></html>")), "vault.bad_answer", 1),
    HUGE_BODY(reply(FakeReply.of(200, "{\"x\":\"" + "y".repeat(2 << 20) + "\"}")), "vault.bad_answer", 1),
    STATUS_400(reply(FakeReply.error(400, "Role \"app\" not found")), "vault.role_not_found", 1, 403),
    STATUS_403_DEAD_TOKEN(faulty -> faulty.vault().revoke(FakeVault.TOKEN), "vault.permission_denied", 1, 403),
    STATUS_404(reply(FakeReply.error(404, "no handler for route \"aws/creds/app\"")), "vault.mount_not_found", 1, 403),
    STATUS_412(reply(FakeReply.error(412)), "vault.replica_behind", 2),
    STATUS_429(reply(FakeReply.error(429, "quota")), "vault.throttled", 2, 429),
    STATUS_429_RETRY_AFTER(reply(FakeReply.error(429, "quota").with("Retry-After", "7")), "vault.throttled", 1, 429),
    STATUS_472(reply(FakeReply.error(472)), "vault.standby", 2),
    STATUS_473(reply(FakeReply.error(473)), "vault.standby", 2),
    STATUS_500(reply(FakeReply.error(500, "internal error")), "vault.upstream_failed", 2),
    STATUS_501(reply(FakeReply.error(501)), "vault.not_initialized", 1),
    STATUS_502(reply(FakeReply.of(502, "<html>Bad Gateway</html>")), "vault.upstream_failed", 2),
    STATUS_503_SEALED(reply(FakeReply.error(503, "Vault is sealed")), "vault.sealed", 2),
    REDIRECT_TO_ANOTHER_HOST(FaultyVault::redirectToOther, "vault.redirect_refused", 1),
    REDIRECT_IN_A_CIRCLE(reply(FakeReply.redirect(307, "/v1/aws/creds/app")), "vault.redirect_refused", 2);

    /** No refusal and no {@code Retry-After} of the faults above lasts longer. */
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(31);

    private final Consumer<FaultyVault> play;
    private final String outcome;
    private final int requests;
    private final int status;

    Fault(Consumer<FaultyVault> play, String outcome, int requests) {
        this(play, outcome, requests, 503);
    }

    Fault(Consumer<FaultyVault> play, String outcome, int requests, int status) {
        this.play = play;
        this.outcome = outcome;
        this.requests = requests;
        this.status = status;
    }

    private static Consumer<FaultyVault> reply(FakeReply reply) {
        return faulty -> faulty.vault().always(reply);
    }

    void play(FaultyVault vault) {
        play.accept(vault);
    }

    /** The code that the failure of a call has. */
    String outcome() {
        return outcome;
    }

    /** How many requests one call makes. */
    int requests() {
        return requests;
    }

    /** What a caller of the container endpoint gets who finds nothing in memory. */
    int status() {
        return status;
    }
}
