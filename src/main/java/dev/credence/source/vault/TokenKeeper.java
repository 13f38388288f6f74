package dev.credence.source.vault;

import dev.credence.credential.Clockwork;
import dev.credence.credential.Outcome;
import dev.credence.credential.Scheduler;
import dev.credence.telemetry.Secret;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Logs in when a token is needed, and keeps the token alive from then on.
 *
 * <p>One login is under way at most, whoever waits for it. A token is renewed at two thirds of its life; when that is
 * refused, or grants less than half of what was asked for, there is a login while the old token still works. Logins that
 * fail are kept apart by {@link LoginPause}; whoever asks meanwhile gets the last failure at once. Belongs to the source's
 * context, except {@link #expires()}.
 */
final class TokenKeeper implements VaultLogin {
    private static final String AGAIN = "logging in anew";

    private final VaultAuthentication authentication;
    private final TokenRenewal renewal;
    private final Clockwork clockwork;
    private final Consumer<Instant> expiry;
    private final LoginLog log;
    private final LoginPause pause;
    private final DeniedPaths denied;
    private final RetiredTokens retired;
    private volatile Optional<Instant> expires = Optional.empty();
    private @Nullable HeldToken held;
    private @Nullable Future<LoginResult> login;
    private Scheduler.@Nullable Timer timer;
    private TokenWatcher watcher = TokenWatcher.NONE;
    private boolean closed;

    /**
     * @param clockwork whose scheduler runs tasks on the source's context
     * @param expiry told as {@link dev.credence.telemetry.UpstreamMeters#tokenExpires} is
     */
    TokenKeeper(
            VaultAuthentication authentication,
            TokenSelf self,
            Clockwork clockwork,
            LoginLog log,
            Consumer<Instant> expiry) {
        this.authentication = authentication;
        this.renewal = new TokenRenewal(self, clockwork.random());
        this.clockwork = clockwork;
        this.log = log;
        this.expiry = expiry;
        this.pause = new LoginPause(clockwork.random());
        this.denied = new DeniedPaths(clockwork.time()::nanoTime);
        this.retired = new RetiredTokens(self, renewal, clockwork.time(), log);
    }

    @Override
    public Future<LoginResult> token() {
        if (held != null && !held.isAlive(now())) {
            retire();
        }
        if (held != null && held.isUsable(now())) {
            held.used();
            return Future.succeededFuture(new LoggedIn(held.token()));
        }
        // Of those who wait for one login each uses the token, and one of limited use may not be enough for all.
        return login().compose(result -> result instanceof LoggedIn ? token() : Future.succeededFuture(result));
    }

    @Override
    public void invalidate(Secret token, VaultPath at, Outcome.Failure said) {
        if (isInUse(token) && (VaultErrors.saysThatTokenEnded(said) || !denied.contains(at))) {
            log.tokenRefused(at);
            // It may only lack a permission, so it is given back at the end.
            retire();
            watcher.refused(token, said);
        }
    }

    @Override
    public void urge() {
        pause.urge(now());
    }

    @Override
    public void watch(TokenWatcher other) {
        watcher = other;
    }

    @Override
    public boolean isInUse(Secret token) {
        return held != null && held.token().equals(token);
    }

    @Override
    public boolean mayBeLookedUp(Secret token) {
        Optional<HeldToken> ours = isInUse(token) ? Optional.ofNullable(held) : retired.find(token);
        return ours.filter(known -> known.grant().uses() == 0).isPresent();
    }

    @Override
    public void stillRefused(VaultPath at) {
        denied.add(at);
    }

    @Override
    public Optional<Instant> expires() {
        return expires;
    }

    @Override
    public Duration bound() {
        return authentication.bound();
    }

    @Override
    public Future<Void> close(Map<Secret, Instant> needed) {
        closed = true;
        watcher = TokenWatcher.NONE;
        stopTimer();
        Future<?> underWay = login == null ? Future.succeededFuture() : login;
        return underWay.timeout(RetiredTokens.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .transform(done -> {
                    retire();
                    authentication.close();
                    return retired.end(needed);
                });
    }

    private Future<LoginResult> login() {
        if (login != null) {
            return login;
        }
        Optional<Outcome.Failure> reason = pause.reason(now());
        if (reason.isPresent()) {
            return Future.succeededFuture(new NotLoggedIn(reason.get()));
        }
        long began = now();
        Future<LoginResult> result = authentication.login().map(end -> settle(end, began));
        login = result;
        result.onComplete(done -> login = null);
        return result;
    }

    private LoginResult settle(VaultAuthentication.Result end, long began) {
        if (end instanceof VaultAuthentication.NotGranted failed) {
            return failed(failed.failure());
        }
        TokenGrant grant = ((VaultAuthentication.Granted) end).grant();
        HeldToken token = new HeldToken(grant, began);
        if (!token.isUsable(now())) {
            retired.add(token);
            return failed(new Outcome.Unavailable(
                    "vault.token_too_short", "the token that Vault gave for the login had ended when it came"));
        }
        pause.end();
        log.loggedIn(grant, now() - began);
        retire();
        held = token;
        if (!grant.mayBeRenewed()) {
            grant.end().ifPresent(last -> watcher.endsAt(token.token(), last));
        }
        tell(grant.end());
        schedule(token);
        return new LoggedIn(token.token());
    }

    private LoginResult failed(Outcome.Failure failure) {
        Duration wait = pause.failed(failure, now());
        log.loginFailed(failure, wait);
        if (held != null && held.isAlive(now())) {
            after(wait, held, this::replace);
        }
        return new NotLoggedIn(failure);
    }

    /** Renewed in time if it can be, replaced in time if it cannot. */
    private void schedule(HeldToken token) {
        if (!token.life().isZero()) {
            Duration wait = renewal.due(token.left(now()));
            after(wait, token, token.grant().mayBeRenewed() ? this::renew : this::replace);
        }
    }

    private void renew(HeldToken token) {
        long began = now();
        if (token.isAlive(began)) {
            renewal.renew(token.token(), token.grant().life()).onSuccess(result -> {
                if (held == token && !closed) {
                    judge(token, result, began);
                }
            });
        } else {
            retire();
        }
    }

    private void judge(HeldToken token, TokenRenewal.Result result, long began) {
        if (result instanceof TokenRenewal.NotRenewed failed) {
            log.notRenewed(failed.failure().message(), failed.isFinal() ? AGAIN : "asking again");
            if (failed.isFinal()) {
                watcher.refused(token.token(), failed.failure());
                replace(token);
            } else {
                after(renewal.again(token.left(now())), token, this::renew);
            }
            return;
        }
        TokenRenewal.Renewed renewed = (TokenRenewal.Renewed) result;
        token.renewed(renewed.life(), began);
        tell(renewed.end());
        if (renewed.isEnough()) {
            log.renewed(renewed.life());
            schedule(token);
        } else {
            log.reachedItsMaximum(renewed.life(), AGAIN);
            replace(token);
        }
    }

    /** The old one goes on being used until there is a new one. */
    private void replace(HeldToken token) {
        if (token.isAlive(now())) {
            login();
        }
    }

    private void after(Duration wait, HeldToken token, Consumer<HeldToken> task) {
        stopTimer();
        if (!closed) {
            timer = clockwork.scheduler().after(wait, () -> {
                timer = null;
                if (held == token) {
                    task.accept(token);
                }
            });
        }
    }

    private void retire() {
        stopTimer();
        HeldToken old = held;
        if (old != null) {
            retired.add(old);
            held = null;
            tellTheEndOf(old);
            expires = Optional.empty();
            expiry.accept(Instant.EPOCH);
        }
    }

    /** Nobody renews one that has retired. */
    private void tellTheEndOf(HeldToken token) {
        if (!token.isAlive(now())) {
            watcher.ended(token.token());
        } else if (!token.life().isZero()) {
            watcher.endsAt(token.token(), clockwork.time().instant().plus(token.left(now())));
        }
    }

    private void tell(Optional<Instant> end) {
        expires = end;
        expiry.accept(end.orElse(Instant.MAX));
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private long now() {
        return clockwork.time().nanoTime();
    }
}
