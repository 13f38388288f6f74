package dev.credence.cli.process;

import org.jspecify.annotations.Nullable;

/** Which hosts are this machine. Judges what is written: resolving a name would wait, and could be lied to. */
final class Loopback {
    private Loopback() {}

    static boolean is(@Nullable String host) {
        return host != null
                && (host.equalsIgnoreCase("localhost")
                        || host.equals("[::1]")
                        || host.matches("127(\\.[0-9]{1,3}){3}"));
    }
}
