package dev.credence.source.vault;

import dev.credence.config.TokenAuth;
import dev.credence.credential.Outcome;
import dev.credence.telemetry.Secret;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Uses a token that somebody else obtained, given as it is or in a file.
 *
 * <p>The file is read when the first token is needed and again whenever Vault has refused the one in memory, so an
 * agent may replace it at any time, and a file that is missing at the start heals everything once it appears. The
 * token belongs to whoever obtained it: it is renewed where that can be done, and never revoked.
 */
final class GivenTokenLogin implements VaultLogin {
    /** The code of every failure to find a token. */
    static final String NO_TOKEN = "vault.no_token";

    private static final String ADVICE = "; set VAULT_TOKEN, run \"vault login\" or point auth.token-file to a token";

    /** Of a file, which takes next to no time. */
    private static final Duration READING = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final TokenAuth auth;
    private final TokenExpiry expiry;
    private TokenWatcher watcher = TokenWatcher.NONE;
    private @Nullable LoggedIn known;
    private @Nullable Future<LoginResult> reading;

    /**
     * @param expiry looks at the token and keeps it alive
     */
    GivenTokenLogin(Vertx vertx, TokenAuth auth, TokenExpiry expiry) {
        this.vertx = vertx;
        this.auth = auth;
        this.expiry = expiry;
    }

    @Override
    public Future<LoginResult> token() {
        if (auth.token().isPresent()) {
            return Future.succeededFuture(check(auth.token().get().reveal(), "the configured token"));
        }
        if (known != null) {
            return Future.succeededFuture(known);
        }
        if (reading != null) {
            return reading;
        }
        return auth.tokenFile()
                .map(this::read)
                .orElseGet(() -> Future.succeededFuture(none("no token is configured" + ADVICE)));
    }

    @Override
    public void invalidate(Secret token, VaultPath at, Outcome.Failure said) {
        watcher.refused(token, said);
        if (known != null && known.token().equals(token)) {
            known = null;
        }
    }

    @Override
    public void watch(TokenWatcher other) {
        watcher = other;
        expiry.watch(other);
    }

    /** A configured one is for as long as we run; the next one of a file is not known before it is needed. */
    @Override
    public boolean isInUse(Secret token) {
        return auth.token().isPresent() || (known != null && known.token().equals(token));
    }

    @Override
    public boolean mayBeLookedUp(Secret token) {
        return !expiry.isOfLimitedUse(token);
    }

    @Override
    public void worked(Secret token) {
        expiry.worked(token);
    }

    @Override
    public Optional<Instant> expires() {
        return expiry.known();
    }

    @Override
    public Duration bound() {
        return READING;
    }

    /** Whoever takes over was given the same token, and keeps it alive. */
    @Override
    public Future<Void> close(Map<Secret, Instant> needed) {
        watch(TokenWatcher.NONE);
        expiry.close();
        return Future.succeededFuture();
    }

    private Future<LoginResult> read(Path file) {
        Future<LoginResult> result = vertx.fileSystem()
                .readFile(file.toAbsolutePath().toString())
                .transform(content -> Future.succeededFuture(parse(file, content)));
        reading = result;
        return result.onSuccess(this::remember);
    }

    private void remember(LoginResult result) {
        reading = null;
        if (result instanceof LoggedIn found) {
            known = found;
        }
    }

    private static LoginResult parse(Path file, AsyncResult<Buffer> content) {
        if (content.succeeded()) {
            return check(content.result().toString(StandardCharsets.UTF_8), "the token in " + file);
        }
        boolean missing = content.cause().getCause() instanceof NoSuchFileException;
        return none("the token file " + file + (missing ? " does not exist" : " cannot be read") + ADVICE);
    }

    /** As the official client: white space at the ends is cut, anything that is not printable refused. */
    private static LoginResult check(String text, String what) {
        String token = text.strip();
        if (token.isEmpty()) {
            return none(what + " is empty" + ADVICE);
        }
        if (token.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            return none(what + " holds characters that no token has" + ADVICE);
        }
        return new LoggedIn(Secret.of(token));
    }

    private static NotLoggedIn none(String message) {
        return new NotLoggedIn(new Outcome.Unavailable(NO_TOKEN, message));
    }
}
