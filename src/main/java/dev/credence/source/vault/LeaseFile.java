package dev.credence.source.vault;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leases on disk: a private file, replaced as a whole, and a lock beside it that keeps a second gateway away. Blocks; not
 * to be used by two threads at once.
 */
final class LeaseFile {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseFile.class);
    private static final int VERSION = 1;
    /** Versions that do not know it revoke the lease at once, as what a crash left. */
    private static final String HELD_UNTIL = "held_until";

    private static final long MOST_BYTES = 16L << 20;
    private static final Set<PosixFilePermission> OWNER_ENTERS = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OWNER_READS = PosixFilePermissions.fromString("rw-------");

    private final Path file;
    private @Nullable FileChannel lock;

    /** Another gateway has it. */
    static final class InUseException extends IOException {
        private static final long serialVersionUID = 1;

        private InUseException() {
            super("another gateway uses it");
        }
    }

    LeaseFile(Path file) {
        this.file = file.toAbsolutePath();
    }

    boolean exists() {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }

    /** What a former run left; nothing, and no trace of us, if there is no file. */
    List<LeaseRecord> readIfThere() throws IOException {
        return exists() ? open() : List.of();
    }

    /**
     * Replaces the content; without any lease there is no file.
     *
     * @return what was there before, if this is the first look at the file; it stays there too
     */
    List<LeaseRecord> write(List<LeaseRecord> leases) throws IOException {
        if (lock == null && leases.isEmpty()) {
            return List.of();
        }
        List<LeaseRecord> found = open();
        List<LeaseRecord> all = new ArrayList<>(leases);
        all.addAll(found);
        if (all.isEmpty()) {
            Files.deleteIfExists(file);
            return found;
        }
        Path next = beside(".new");
        Files.deleteIfExists(next);
        try (FileChannel channel = FileChannel.open(
                next,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(OWNER_READS))) {
            ByteBuffer bytes = ByteBuffer.wrap(encode(all).getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel folder = FileChannel.open(file.resolveSibling(""), StandardOpenOption.READ)) {
            // The new name must survive a crash of the machine as well as the content does.
            folder.force(true);
        }
        return found;
    }

    /** Lets another gateway have it. */
    void close() throws IOException {
        if (lock != null) {
            lock.close();
            lock = null;
        }
    }

    private List<LeaseRecord> open() throws IOException {
        if (lock != null) {
            return List.of();
        }
        Files.createDirectories(file.resolveSibling(""), PosixFilePermissions.asFileAttribute(OWNER_ENTERS));
        // Not the file itself: that is another one after each write.
        FileChannel channel = FileChannel.open(
                beside(".lock"),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                PosixFilePermissions.asFileAttribute(OWNER_READS));
        try {
            if (!isLocked(channel)) {
                throw new InUseException();
            }
            List<LeaseRecord> found = read();
            lock = channel;
            return found;
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException ourOwn) {
            return false;
        }
    }

    /** What cannot be trusted or understood is kept for whoever wants to know what happened. */
    private List<LeaseRecord> read() throws IOException {
        if (!exists()) {
            return List.of();
        }
        Optional<String> objection = objection();
        if (objection.isEmpty()) {
            try {
                return decode(Files.readAllBytes(file));
            } catch (DecodeException | DateTimeException damaged) {
                // Their messages quote the text.
                objection = Optional.of("it is damaged");
            }
        }
        Path aside = beside(".rejected");
        Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
        LOG.atWarn()
                .addKeyValue("file", file)
                .addKeyValue("kept", aside)
                .addKeyValue("reason", objection.get())
                .log("file of leases ignored; what a former run left at the back ends ends by itself");
        return List.of();
    }

    private Optional<String> objection() throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.of("it is not a plain file");
        }
        Path ours = Files.createTempFile(file.resolveSibling(""), "leases-", "");
        try {
            if (!Files.getOwner(file).equals(Files.getOwner(ours))) {
                return Optional.of("it belongs to somebody else");
            }
        } finally {
            Files.delete(ours);
        }
        if (!OWNER_READS.containsAll(Files.getPosixFilePermissions(file))) {
            return Optional.of("others may read or write it");
        }
        return Files.size(file) > MOST_BYTES ? Optional.of("it is too large") : Optional.empty();
    }

    private Path beside(String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    private static String encode(List<LeaseRecord> leases) {
        JsonArray array = new JsonArray();
        leases.forEach(lease -> array.add(encode(lease)));
        return new JsonObject().put("version", VERSION).put("leases", array).encodePrettily() + '\n';
    }

    private static JsonObject encode(LeaseRecord lease) {
        JsonObject entry = new JsonObject()
                .put("backend", lease.backend())
                .put("address", lease.address())
                .put("namespace", lease.namespace().orElse(""))
                .put("lease", lease.lease())
                .put("credential", lease.credential())
                .put("expires", lease.expires().toString());
        lease.heldUntil().ifPresent(told -> entry.put(HELD_UNTIL, told.toString()));
        return entry;
    }

    private static List<LeaseRecord> decode(byte[] bytes) {
        if (Json.decodeValue(Buffer.buffer(bytes)) instanceof JsonObject content
                && Integer.valueOf(VERSION).equals(content.getValue("version"))
                && content.getValue("leases") instanceof JsonArray leases) {
            return leases.stream().map(LeaseFile::decode).toList();
        }
        throw new DecodeException("another form");
    }

    private static LeaseRecord decode(Object entry) {
        if (!(entry instanceof JsonObject lease)) {
            throw new DecodeException("another form");
        }
        return new LeaseRecord(
                text(lease, "backend"),
                text(lease, "address"),
                Optional.of(text(lease, "namespace")).filter(namespace -> !namespace.isEmpty()),
                text(lease, "lease"),
                text(lease, "credential"),
                Instant.parse(text(lease, "expires")),
                lease.containsKey(HELD_UNTIL) ? Optional.of(Instant.parse(text(lease, HELD_UNTIL))) : Optional.empty());
    }

    private static String text(JsonObject lease, String name) {
        if (lease.getValue(name) instanceof String text) {
            return text;
        }
        throw new DecodeException(name + " is no text");
    }
}
