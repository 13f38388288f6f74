package dev.credence.cli.process;

import dev.credence.cli.process.Answer.Issued;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * One run: from the cache if that will do, else from the source, which of many runs beside each other one asks.
 *
 * <p>For the thread of the command, which waits.
 */
final class ProcessRun {
    /**
     * How long to wait for another run that asks the same. A source that answers does so by then; one that hangs must
     * not be asked by one run after the other, each with its own patience.
     */
    static final Duration PATIENCE = Duration.ofSeconds(12);

    private final Optional<DocumentCache> cache;
    private final InstantSource clock;
    private final long minRemaining;

    /**
     * @param cache empty if nothing is to be read or kept
     */
    ProcessRun(Optional<DocumentCache> cache, InstantSource clock, Duration minRemaining) {
        this.cache = cache;
        this.clock = clock;
        this.minRemaining = minRemaining.toSeconds();
    }

    /** The document that answers the question. */
    Answer answer(Question question, DocumentSource source) {
        if (!question.isOneLineEach()) {
            return new Answer.Failed(Answer.Kind.USAGE, "names, addresses and ARNs have no line breaks");
        }
        if (cache.isEmpty()) {
            return source.issue();
        }
        String name = question.cacheName();
        Optional<CachedDocument> held = cache.get().read(name);
        if (held.isPresent() && held.get().isFresh(seconds(), minRemaining)) {
            return issued(held.get());
        }
        return alone(cache.get(), name, source);
    }

    private Answer alone(DocumentCache cache, String name, DocumentSource source) {
        Optional<FileChannel> lock = cache.lockFile(name);
        if (lock.isEmpty()) {
            return ask(cache, name, source);
        }
        try {
            waitFor(lock.get());
            return ask(cache, name, source);
        } finally {
            letGo(lock.get());
        }
    }

    private static void letGo(FileChannel file) {
        try {
            file.close();
        } catch (IOException stays) {
            // The end of the process opens it.
            return;
        }
    }

    /** The end of the process, or of the one that holds it, opens it; without it one call more is made. */
    private static void waitFor(FileChannel file) {
        try {
            CompletableFuture.supplyAsync(() -> lock(file))
                    .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        } catch (CompletionException notInTime) {
            // A system without such locks, or a holder that hangs.
            return;
        }
    }

    private static Object lock(FileChannel file) {
        try {
            return file.lock();
        } catch (IOException impossible) {
            throw new CompletionException(impossible);
        }
    }

    private Answer ask(DocumentCache cache, String name, DocumentSource source) {
        // The run before may have left what this one came for.
        Optional<CachedDocument> held = cache.read(name);
        if (held.isPresent() && held.get().isFresh(seconds(), minRemaining)) {
            return issued(held.get());
        }
        Answer answer = source.issue();
        if (answer instanceof Issued issued) {
            long now = seconds();
            if (issued.renew() > now && issued.json().length() <= CachedDocument.LARGEST) {
                cache.write(name, new CachedDocument(now, issued.renew(), issued.expires(), issued.json()));
            }
            cache.sweep(now);
            return answer;
        }
        boolean away = ((Answer.Failed) answer).kind() == Answer.Kind.UNAVAILABLE;
        return away && held.isPresent() && held.get().isValid(seconds()) ? issued(held.get()) : answer;
    }

    private static Issued issued(CachedDocument held) {
        return new Issued(held.json(), held.renew(), held.expires());
    }

    private long seconds() {
        return clock.millis() / 1000;
    }
}
