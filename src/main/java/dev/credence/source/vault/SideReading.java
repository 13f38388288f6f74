package dev.credence.source.vault;

import dev.credence.credential.Outcome;
import dev.credence.credential.TimeSource;
import dev.credence.source.AnswerFields;
import dev.credence.source.UnreadableAnswer;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Vault tells about the surroundings of a credential, such as whose account it is: good to know, never waited for
 * long. Each path is read until it has told something, and that is kept. Belongs to the source's context.
 *
 * <p>A token need not be allowed to read these paths, so a refusal is an answer too, and it stands for half an hour.
 *
 * @param <T> what is read
 */
final class SideReading<T> {
    private static final Logger LOG = LoggerFactory.getLogger(SideReading.class);
    private static final Duration REFUSAL_STANDS = Duration.ofMinutes(30);
    /** How much longer than itself a credential waits for what is beside it. */
    static final Duration PATIENCE = Duration.ofSeconds(1);
    /** Paths come from the configuration; this bounds what templates could make of it. */
    private static final int MOST_PATHS = 1_000;

    private final VaultSession session;
    private final TimeSource clock;
    private final T unknown;
    private final Reader<T> reader;
    private final Map<String, Entry<T>> entries = new HashMap<>();

    /** Makes something of the {@code data} of an answer. */
    @FunctionalInterface
    interface Reader<T> {
        T read(AnswerFields data) throws UnreadableAnswer;
    }

    /** What is known of one path. */
    private static final class Entry<T> {
        private @Nullable T known;
        private @Nullable Future<Void> reading;
        private @Nullable Long refusedAt;
    }

    /**
     * @param unknown stands for what has not been read
     */
    SideReading(VaultSession session, TimeSource clock, T unknown, Reader<T> reader) {
        this.session = session;
        this.clock = clock;
        this.unknown = unknown;
        this.reader = reader;
    }

    /** Reads the path now unless that is known or useless; does not wait. */
    void begin(VaultRequest request) {
        Entry<T> entry = entry(request);
        if (entry.known == null && entry.reading == null && !isRefused(entry)) {
            Future<Void> reading = session.send(request).map(reply -> note(request, entry, reply));
            entry.reading = reading;
            reading.onComplete(done -> entry.reading = null);
        }
    }

    /** What the path told; waits a little for a reading that is under way. Never fails. */
    Future<T> result(VaultRequest request) {
        Entry<T> entry = entry(request);
        if (entry.known != null || entry.reading == null) {
            return Future.succeededFuture(known(entry));
        }
        // The reading goes on without whoever has lost patience, and the next one finds what it told.
        return entry.reading
                .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .transform(done -> Future.succeededFuture(known(entry)));
    }

    private T known(Entry<T> entry) {
        return entry.known == null ? unknown : entry.known;
    }

    private Entry<T> entry(VaultRequest request) {
        String path = request.path().toString();
        Entry<T> known = entries.get(path);
        if (known != null) {
            return known;
        }
        Entry<T> added = new Entry<>();
        if (entries.size() < MOST_PATHS) {
            entries.put(path, added);
        }
        return added;
    }

    private boolean isRefused(Entry<T> entry) {
        return entry.refusedAt != null
                && Duration.ofNanos(clock.nanoTime() - entry.refusedAt).compareTo(REFUSAL_STANDS) < 0;
    }

    private @Nullable Void note(VaultRequest request, Entry<T> entry, VaultReply reply) {
        String why = "";
        if (reply instanceof VaultReply.Ok ok) {
            try {
                entry.known = reader.read(new AnswerFields(ok.body()).object("data"));
            } catch (UnreadableAnswer unreadable) {
                // It would say the same again at once.
                entry.refusedAt = clock.nanoTime();
                why = unreadable.why();
            }
        } else if (reply instanceof VaultReply.Failed failed) {
            entry.refusedAt = failed.failure() instanceof Outcome.Refusal ? (Long) clock.nanoTime() : null;
            why = failed.failure().message();
        }
        LOG.atDebug()
                .addKeyValue("path", request.path())
                .addKeyValue("reason", why)
                .log(why.isEmpty() ? "vault told what is beside a credential" : "vault did not tell what is beside it");
        return null;
    }

    /** An optional field of several possible names. */
    static Optional<String> firstOf(AnswerFields data, String... names) throws UnreadableAnswer {
        for (String name : names) {
            Optional<String> text = data.text(name);
            if (text.isPresent()) {
                return text;
            }
        }
        return Optional.empty();
    }
}
