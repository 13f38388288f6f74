import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A {@link Backend} in a process of its own, always at the same port. Its calls are counted across its deaths. Used by one
 * thread, and by the one that ends the JVM.
 */
final class ChildBackend {
    private static final int PATIENCE_SECONDS = 30;
    private static final String CALL = "call ";
    private static final String LONGEST_LIFE = "3600";

    private final String port;
    private final String tokenFile;
    private final Map<String, Long> calls = new ConcurrentSkipListMap<>();
    private volatile Process process;
    private String life = LONGEST_LIFE;
    private long delayMillis;

    ChildBackend(String port, String tokenFile) {
        this.port = port;
        this.tokenFile = tokenFile;
    }

    /** Kills the one that runs, if any, and returns when a new one listens. Credentials live so long, or as before if null. */
    void start(String newLife) throws IOException, InterruptedException {
        kill();
        life = newLife == null ? life : newLife;
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Backend.class.getName(),
                port,
                life,
                Long.toString(delayMillis),
                tokenFile);
        Process started = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        process = started;
        CountDownLatch listening = new CountDownLatch(1);
        Thread reader = new Thread(() -> listen(started, listening));
        reader.setDaemon(true);
        reader.start();
        if (!listening.await(PATIENCE_SECONDS, TimeUnit.SECONDS) || !started.isAlive()) {
            kill();
            throw new IOException("the back end does not come up at port " + port);
        }
    }

    /** SIGKILL; returns when it is gone. */
    void kill() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
            running.onExit().join();
        }
    }

    /** How long each call takes at least, of this one and of those after it. */
    void delay(long millis) {
        delayMillis = millis;
        if (isUp()) {
            PrintStream orders = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
            orders.println("delay " + millis);
        }
    }

    boolean isUp() {
        return process != null && process.isAlive();
    }

    /** How often each path has been called so far. */
    Map<String, Long> calls() {
        return Map.copyOf(calls);
    }

    private void listen(Process started, CountDownLatch listening) {
        try (BufferedReader lines = started.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(CALL)) {
                    calls.merge(line.substring(CALL.length()), 1L, Long::sum);
                } else if (line.equals("listening")) {
                    listening.countDown();
                }
            }
        } catch (IOException killed) {
            // Its pipe breaks when it is killed; nothing that it said before is lost.
        } finally {
            listening.countDown();
        }
    }
}
