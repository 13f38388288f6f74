package dev.credence.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/**
 * Signals of the operating system. Java's one way to them is {@code sun.misc.Signal}, which every JDK exports (module
 * {@code jdk.unsupported}) and the compiler warns of without a way to answer: hence by name.
 */
final class Signals {
    private Signals() {}

    /**
     * From now on the signal runs that instead of ending the process. Does nothing where there is no such signal: on
     * Windows, and in a virtual machine with {@code -Xrs}, which leaves it to the system.
     *
     * @param name without {@code SIG}
     * @param handling called on a thread of its own each time
     */
    static void handle(String name, Runnable handling) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler run = (proxy, method, arguments) -> {
                if (method.getName().equals("handle")) {
                    handling.run();
                }
                return null;
            };
            Object proxy = Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {handler}, run);
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
        } catch (ReflectiveOperationException unsupported) {
            // Whoever needs the signal has another way, or lives without.
            return;
        }
    }
}
