package dev.credence.push;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/** Who gets what was measured. Its methods are never called at the same time. */
interface Sink {
    /** As meters and log lines call it. */
    String name();

    /** Where it is, without what may be secret. */
    String address();

    /** What is to be sent, in the order in which readings were taken. On a worker. */
    List<Buffer> render(List<Measured> reading);

    /**
     * Sends it; on the context of whoever pushes.
     *
     * @return within a bounded time; fails with {@link PushFailure}
     */
    Future<Void> send(List<Buffer> messages);

    /** Frees what it holds. Never fails. */
    Future<Void> close();
}
