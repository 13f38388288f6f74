package dev.credence.caller;

import io.vertx.core.Future;
import java.net.InetAddress;

/** A container engine that is asked who has an address. Any thread; futures complete on the engine's context. */
public interface ContainerEngine {

    /**
     * Whose address that is now. To be asked when a connection from it has been accepted: what is said holds from then on.
     *
     * @param deadline by the monotonic clock, in nanoseconds
     * @return never fails, and completes by the deadline
     */
    Future<Sighting> at(InetAddress address, long deadline);

    /**
     * Whether a container of that id runs.
     *
     * @param id hexadecimal digits, the first twelve or more of it
     * @return never fails, and completes by the deadline
     */
    Future<Sighting> withId(String id, long deadline);
}
