package dev.credence.bootstrap;

import io.vertx.core.Vertx;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * Gives memory that the compilers have used and freed back to the system. The C library keeps it otherwise: some 20 MB
 * of a gateway whose whole footprint is a hundred. The virtual machine offers it as a diagnostic command on Linux
 * ({@code System.trim_native_heap}, since 17.0.9); elsewhere nothing is done.
 */
final class NativeHeap {
    private static final Duration PERIOD = Duration.ofSeconds(10);
    private static final String COMMANDS = "com.sun.management:type=DiagnosticCommand";
    private static final String TRIM = "systemTrimNativeHeap";

    private NativeHeap() {}

    /** Trims now and then, on a worker thread, for as long as {@code vertx} lives. */
    static void trimPeriodically(Vertx vertx) {
        vertx.setPeriodic(PERIOD.toMillis(), timer -> vertx.executeBlocking(NativeHeap::trim, false)
                .onFailure(unsupported -> vertx.cancelTimer(timer)));
    }

    private static Object trim() throws JMException {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        return server.invoke(new ObjectName(COMMANDS), TRIM, new Object[0], new String[0]);
    }
}
