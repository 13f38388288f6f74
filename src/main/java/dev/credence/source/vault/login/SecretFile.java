package dev.credence.source.vault.login;

import dev.credence.credential.Outcome;
import dev.credence.telemetry.Secret;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Function;

/** A file with a secret that somebody else may replace at any time. White space at the ends does not count. */
final class SecretFile {
    private static final int LARGEST = 1 << 16;

    private final Vertx vertx;
    private final Path file;
    private final String what;

    /**
     * @param what it holds, as messages call it
     */
    SecretFile(Vertx vertx, Path file, String what) {
        this.vertx = vertx;
        this.file = file;
        this.what = what;
    }

    /** Reads it and goes on with the secret; a form that says what is wrong if there is none. Never fails. */
    Future<LoginForm> read(Function<Secret, Future<LoginForm>> then) {
        return vertx.fileSystem()
                .readFile(file.toAbsolutePath().toString())
                .transform(content -> content.succeeded() ? given(content.result(), then) : unreadable(content));
    }

    /** Its name. */
    @Override
    public String toString() {
        return file.toString();
    }

    private Future<LoginForm> given(Buffer content, Function<Secret, Future<LoginForm>> then) {
        if (content.length() > LARGEST) {
            return missing("is larger than " + LARGEST + " bytes");
        }
        String text = content.toString(StandardCharsets.UTF_8).strip();
        if (text.isEmpty()) {
            return missing("is empty");
        }
        return text.chars().anyMatch(Character::isISOControl)
                ? missing("holds control characters")
                : then.apply(Secret.of(text));
    }

    private Future<LoginForm> unreadable(AsyncResult<Buffer> content) {
        return missing(content.cause().getCause() instanceof NoSuchFileException ? "does not exist" : "cannot be read");
    }

    private Future<LoginForm> missing(String why) {
        return Future.succeededFuture(new LoginForm.Blank(new Outcome.Unavailable(
                LoginMethods.NOTHING_TO_SHOW, "the file " + file + " with " + what + ' ' + why)));
    }
}
