package dev.credence.source.vault;

import dev.credence.config.VaultTls;
import dev.credence.credential.Scheduler;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that files with certificates and keys have been replaced, so that new connections use what they hold now. Those
 * that are open go on. Belongs to the source's context.
 *
 * <p>Content counts, not dates: where a directory is swapped as a whole, dates mean nothing. What has changed is used once
 * it has stayed the same for a moment, since certificate and key may be written one after the other.
 */
final class TlsReload {
    private static final Logger LOG = LoggerFactory.getLogger(TlsReload.class);
    private static final Duration LOOK = Duration.ofSeconds(30);
    private static final Duration SETTLE = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final Scheduler scheduler;
    private final String backend;
    private final VaultTls tls;
    private final BiConsumer<Optional<PemTrustOptions>, Optional<PemKeyCertOptions>> update;
    private @Nullable List<Buffer> used;
    private @Nullable List<Buffer> seen;
    private Scheduler.@Nullable Timer timer;
    /** A file was not there; what appears in its place counts as changed. */
    private boolean missed;

    private boolean closed;

    /**
     * @param update told whom to trust and what to show from now on
     */
    TlsReload(
            Vertx vertx,
            Scheduler scheduler,
            String backend,
            VaultTls tls,
            BiConsumer<Optional<PemTrustOptions>, Optional<PemKeyCertOptions>> update) {
        this.vertx = vertx;
        this.scheduler = scheduler;
        this.backend = backend;
        this.tls = tls;
        this.update = update;
    }

    /** Looks now, to know what a change is, and from time to time; does nothing if there are no files. */
    void start() {
        if (files().findAny().isPresent()) {
            look();
        }
    }

    void close() {
        closed = true;
        if (timer != null) {
            timer.cancel();
        }
    }

    private Stream<Path> files() {
        return Stream.of(tls.caCertificate(), tls.certificate(), tls.key()).flatMap(Optional::stream);
    }

    private void look() {
        Future.all(files().map(file -> vertx.fileSystem()
                                .readFile(file.toAbsolutePath().toString()))
                        .toList())
                .map(read -> read.<Buffer>list())
                .onComplete(read -> {
                    if (!closed) {
                        boolean settled = judge(read.succeeded() ? read.result() : null);
                        timer = scheduler.after(settled ? LOOK : SETTLE, this::look);
                    }
                });
    }

    /** False if it is worth looking again soon. */
    private boolean judge(@Nullable List<Buffer> content) {
        List<Buffer> before = seen;
        seen = content;
        if (content == null) {
            missed = true;
            return true;
        }
        if (content.equals(used)) {
            return true;
        }
        if (used == null && !missed) {
            // What the connections began with.
            used = content;
            return true;
        }
        if (!content.equals(before)) {
            return false;
        }
        used = content;
        update.accept(trust(content), shown(content));
        LOG.atInfo().addKeyValue("backend", backend).log("certificates have changed; new connections use them");
        return true;
    }

    private Optional<PemTrustOptions> trust(List<Buffer> content) {
        return tls.caCertificate().map(file -> new PemTrustOptions().addCertValue(content.get(0)));
    }

    private Optional<PemKeyCertOptions> shown(List<Buffer> content) {
        return tls.certificate().isPresent() && tls.key().isPresent()
                ? Optional.of(new PemKeyCertOptions()
                        .addCertValue(content.get(content.size() - 2))
                        .addKeyValue(content.get(content.size() - 1)))
                : Optional.empty();
    }
}
