package dev.credence.source.vault;

import dev.credence.credential.Outcome;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is written about logins and the life of tokens.
 *
 * @param backend whose
 * @param method of its logins
 */
record LoginLog(String backend, String method) {
    private static final Logger LOG = LoggerFactory.getLogger(LoginLog.class);
    private static final String BACKEND = "backend";
    private static final String METHOD = "method";

    void loggedIn(TokenGrant grant, long nanos) {
        LOG.atInfo()
                .addKeyValue(BACKEND, backend)
                .addKeyValue(METHOD, method)
                .addKeyValue("expires", grant.end().map(Object::toString).orElse("never"))
                .addKeyValue("renewable", grant.renewable())
                .addKeyValue("duration_ms", TimeUnit.NANOSECONDS.toMillis(nanos))
                .log("logged in to vault");
    }

    void loginFailed(Outcome.Failure failure, Duration pause) {
        LOG.atWarn()
                .addKeyValue(BACKEND, backend)
                .addKeyValue(METHOD, method)
                .addKeyValue("code", failure.code())
                .addKeyValue("reason", failure.message())
                .addKeyValue("pause_ms", pause.toMillis())
                .log("login to vault failed");
    }

    void tokenRefused(VaultPath at) {
        LOG.atInfo()
                .addKeyValue(BACKEND, backend)
                .addKeyValue(METHOD, method)
                .addKeyValue("path", at)
                .log("vault refused the token; logging in anew");
    }

    void renewed(Duration granted) {
        LOG.atDebug()
                .addKeyValue(BACKEND, backend)
                .addKeyValue(METHOD, method)
                .addKeyValue("granted_s", granted.toSeconds())
                .log("token renewed");
    }

    /**
     * @param next what happens now
     */
    void notRenewed(String reason, String next) {
        LOG.atWarn()
                .addKeyValue(BACKEND, backend)
                .addKeyValue(METHOD, method)
                .addKeyValue("reason", reason)
                .log("token not renewed; {}", next);
    }

    /** What was left to another gateway ends sooner than workloads were told. */
    void endsBeforeItsLeases(Duration left, Duration needed) {
        LOG.atWarn()
                .addKeyValue(BACKEND, backend)
                .addKeyValue(METHOD, method)
                .addKeyValue("left_s", left.toSeconds())
                .addKeyValue("needed_s", needed.toSeconds())
                .log("a token ends before workloads let go of what was issued to it, which ends with it");
    }

    void reachedItsMaximum(Duration granted, String next) {
        LOG.atInfo()
                .addKeyValue(BACKEND, backend)
                .addKeyValue(METHOD, method)
                .addKeyValue("granted_s", granted.toSeconds())
                .log("token has reached the longest life that vault allows; {}", next);
    }
}
