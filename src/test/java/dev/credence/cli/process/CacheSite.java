package dev.credence.cli.process;

import dev.credence.telemetry.Secret;
import dev.credence.testing.FakeVault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What one run finds: a cache with a document in it, an environment, arguments, a time, a user. Cases change it. */
final class CacheSite {
    /** When the document is issued, unless a case says otherwise. */
    static final long ISSUED = 1_800_000_000;

    static final long HOUR = 3600;
    static final String JSON = "{\"Version\":1,\"AccessKeyId\":\"ASIACACHED\",\"SecretAccessKey\":\"s/\\\\\\\"+=\","
            + "\"SessionToken\":\"" + "t".repeat(900) + "\",\"Expiration\":\"2027-01-15T09:00:00Z\"}";

    final Map<String, String> environment = new HashMap<>();
    final List<String> arguments = new ArrayList<>(List.of("process", "-r", "app"));
    long now = ISSUED + 60;
    long user;

    private final Path folder;
    private final String name;

    /** A document of role {@code app} of that Vault for {@link FakeVault#TOKEN}, valid for an hour. */
    CacheSite(Path home, String address) {
        this.folder = home.resolve("caches").resolve("credence");
        environment.put("HOME", home.toString());
        environment.put("XDG_CACHE_HOME", home.resolve("caches").toString());
        environment.put("VAULT_ADDR", address);
        environment.put("VAULT_TOKEN", FakeVault.TOKEN);
        name = question(address).cacheName();
        try {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            user = ((Number) Files.getAttribute(folder, "unix:uid")).longValue();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        document(ISSUED, ISSUED + HOUR, ISSUED + HOUR);
    }

    private static Question question(String address) {
        return new Question(Question.VAULT, address, "", "aws", "app", "", "", "", Secret.of(FakeVault.TOKEN));
    }

    /** The document as it is kept. */
    CacheSite document(long written, long renew, long expires) {
        return content(new CachedDocument(written, renew, expires, JSON).file(name));
    }

    /** The same for a gateway's caller with that secret. */
    CacheSite gatewayDocument(String address, String secret) {
        String other =
                new Question(Question.GATEWAY, address, "", "", "app", "", "", "", Secret.of(secret)).cacheName();
        return file(other, new CachedDocument(ISSUED, ISSUED + HOUR, ISSUED + HOUR, JSON).file(other));
    }

    /** What is in the file. */
    CacheSite content(byte[] content) {
        return file(name, content);
    }

    CacheSite content(String content) {
        return content(content.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    byte[] content() {
        try {
            return Files.readAllBytes(document());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    CacheSite file(String name, byte[] content) {
        try {
            Path file = Files.write(folder.resolve(name), content);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            return this;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    CacheSite mode(Path path, String permissions) {
        try {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
            return this;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Puts a link in its place that leads to it. */
    CacheSite link(Path path) {
        try {
            Path moved = path.resolveSibling("moved");
            Files.move(path, moved);
            Files.createSymbolicLink(path, moved);
            return this;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    CacheSite arguments(String... more) {
        arguments.addAll(List.of(more));
        return this;
    }

    CacheSite variable(String name, String value) {
        environment.put(name, value);
        return this;
    }

    CacheSite at(long time) {
        now = time;
        return this;
    }

    CacheSite user(long other) {
        user = other;
        return this;
    }

    Path folder() {
        return folder;
    }

    Path document() {
        return folder.resolve(name);
    }
}
