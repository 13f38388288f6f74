package dev.credence.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/**
 * SIGHUP, by which daemons are told to read their configuration again; it would end a virtual machine otherwise. Java's
 * one way to it is {@code sun.misc.Signal}, which every JDK exports (module {@code jdk.unsupported}) and the compiler
 * warns of without a way to answer: hence by name.
 */
final class Hangup {
    private Hangup() {}

    /** From now on the signal runs {@code reload}; does nothing where there is no such signal. */
    static void handle(Runnable reload) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler run = (proxy, method, arguments) -> {
                if (method.getName().equals("handle")) {
                    reload.run();
                }
                return null;
            };
            Object handling = Proxy.newProxyInstance(Hangup.class.getClassLoader(), new Class<?>[] {handler}, run);
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), handling);
        } catch (ReflectiveOperationException unsupported) {
            // Windows has none, and a virtual machine with -Xrs leaves it to the system: the file watch remains.
        }
    }
}
