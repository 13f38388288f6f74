package dev.credence.cli;

import com.sun.security.auth.module.UnixSystem;

/** Who runs this process. */
final class User {
    private User() {}

    /** The number of the user; one that nobody has where there are no numbers. */
    static long number() {
        try {
            return new UnixSystem().getUid();
        } catch (LinkageError notUnix) {
            return -1;
        }
    }
}
