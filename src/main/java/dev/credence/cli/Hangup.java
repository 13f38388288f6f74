package dev.credence.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * SIGHUP, by which daemons are told to read their configuration again; it would end a virtual machine otherwise. Java's
 * one way to it is {@code sun.misc.Signal}, which every JDK exports (module {@code jdk.unsupported}) and the compiler
 * warns of without a way to answer: hence by name.
 */
final class Hangup {
    private final AtomicReference<@Nullable Runnable> reload = new AtomicReference<>();
    private final AtomicBoolean pending = new AtomicBoolean();

    private Hangup() {}

    /**
     * From now on the signal does not end the process, which is what it does otherwise; one that comes early waits for
     * {@link #handle}. Does nothing where there is no such signal.
     */
    static Hangup install() {
        Hangup hangup = new Hangup();
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler run = (proxy, method, arguments) -> {
                if (method.getName().equals("handle")) {
                    hangup.signalled();
                }
                return null;
            };
            Object handling = Proxy.newProxyInstance(Hangup.class.getClassLoader(), new Class<?>[] {handler}, run);
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), handling);
        } catch (ReflectiveOperationException unsupported) {
            // Windows has none, and a virtual machine with -Xrs leaves it to the system: the file watch remains.
        }
        return hangup;
    }

    /** From now on the signal runs that, at once if there has been one. */
    void handle(Runnable run) {
        reload.set(run);
        runIfPending();
    }

    void signalled() {
        pending.set(true);
        runIfPending();
    }

    private void runIfPending() {
        Runnable run = reload.get();
        if (run != null && pending.getAndSet(false)) {
            run.run();
        }
    }
}
