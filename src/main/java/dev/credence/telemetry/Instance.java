package dev.credence.telemetry;

import java.time.Instant;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * One run of the gateway, told apart from another one on the same ports.
 *
 * @param id eight hexadecimal digits, others in each run
 * @param pid of the process, as the process itself sees it
 */
public record Instance(String id, long pid, Instant started) {
    private static final int ID_BYTES = 4;

    /** That of this process, which begins to run. */
    public static Instance starting(Instant now, RandomGenerator random) {
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        return new Instance(
                HexFormat.of().formatHex(id), ProcessHandle.current().pid(), now);
    }
}
