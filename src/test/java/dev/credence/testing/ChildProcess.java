package dev.credence.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program that a test started: ended by its handle, with its output in two files.
 *
 * <p>Its environment is what the test gives, with the search path and a home of its own, so that nothing of the machine it
 * runs on (credentials, proxies, tokens) takes part.
 */
public final class ChildProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final String name;
    private final Process process;
    private final Path stdout;
    private final Path stderr;

    private ChildProcess(String name, Process process, Path stdout, Path stderr) {
        this.name = name;
        this.process = process;
        this.stdout = stdout;
        this.stderr = stderr;
    }

    /** Starts {@code command} in {@code folder}, which is its home too. */
    public static ChildProcess start(String name, Path folder, Map<String, String> environment, List<String> command) {
        try {
            var stdout = Files.createTempFile(folder, name + "-", ".out");
            var stderr = Path.of(stdout.toString().replaceFirst("out$", "err"));
            var builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(stdout.toFile())
                    .redirectError(stderr.toFile());
            builder.environment().clear();
            builder.environment().put("PATH", System.getenv("PATH"));
            builder.environment().put("HOME", folder.toString());
            builder.environment().putAll(environment);
            return new ChildProcess(name, builder.start(), stdout, stderr);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " does not start", e);
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public String stdout() {
        return read(stdout);
    }

    public String stderr() {
        return read(stderr);
    }

    /** Both outputs, as a failure report shows them. */
    public String log() {
        return "---- " + name + (isAlive() ? "" : ", ended with " + process.exitValue()) + ", standard output\n"
                + stdout() + "\n---- " + name + ", standard error\n" + stderr();
    }

    /** Waits for the end of a program that ends by itself, and insists that it went well. */
    public ChildProcess succeedWithin(Duration limit) {
        if (exitCodeWithin(limit) != 0) {
            throw new AssertionError(name + " failed\n" + log());
        }
        return this;
    }

    /** Waits for the end, and insists that it comes in time. */
    public int exitCodeWithin(Duration limit) {
        if (!waitFor(limit)) {
            kill();
            throw new AssertionError(name + " did not end within " + limit + "\n" + log());
        }
        return process.exitValue();
    }

    /** SIGTERM, without waiting for what comes of it. */
    public void terminate() {
        process.destroy();
    }

    public long pid() {
        return process.pid();
    }

    /** Sends SIGHUP. */
    public void hangUp() {
        signal("HUP");
    }

    /** Sends the signal of that name, such as INT, for which Java has no way of its own. */
    public void signal(String name) {
        try (var kill = start(
                "kill", stdout.getParent(), Map.of(), List.of("kill", "-" + name, Long.toString(process.pid())))) {
            kill.succeedWithin(Duration.ofSeconds(5));
        }
    }

    /** What it has started so far, and what these have, as long as each has its parent. */
    public List<ProcessHandle> descendants() {
        return process.descendants().toList();
    }

    /** SIGKILL: no chance to say goodbye to anyone. */
    public void kill() {
        process.destroyForcibly();
        waitFor(PATIENCE);
    }

    @Override
    public void close() {
        process.destroy();
        if (!waitFor(PATIENCE)) {
            kill();
        }
    }

    private boolean waitFor(Duration limit) {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + name, e);
        }
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
