package dev.credence.source;

import dev.credence.credential.BackendStatus;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.Outcome;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A source that always gives the same outcome, or never any. */
record Answering(@Nullable Outcome outcome) implements CredentialSource {

    @Override
    public Future<Outcome> issue(CredentialKey key) {
        return outcome == null ? Promise.<Outcome>promise().future() : Future.succeededFuture(outcome);
    }

    @Override
    public BackendStatus status() {
        return new BackendStatus("vault", "closed", Optional.empty(), Optional.empty(), Optional.empty());
    }

    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }
}
