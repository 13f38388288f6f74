package dev.credence.gateway;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Buffer;
import io.netty.channel.unix.Socket;
import io.netty.util.internal.CleanableDirectBuffer;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;

/**
 * Has Linux give each new connection to the newer of two processes that listen at one port (SO_REUSEPORT). By itself it
 * deals them out between both until one closes its socket, and resets those that arrive there between the last accept
 * and the close: with this the older one has had none for long when it closes.
 *
 * <p>A filter chooses by number (SO_ATTACH_REUSEPORT_CBPF of socket(7), for TCP since Linux 4.6): who came first is 0,
 * the next is 1, and who is left becomes 0. Ours always says 1; where there is no 1, the kernel takes who is there. So
 * it is the same for everybody who comes, and must not be taken back. Of three it is the one in the middle, and the
 * newer of two that ends first has connections until it closes: takeovers are one at a time, the older one goes.
 */
final class NewestListener {
    private static final int SOL_SOCKET = 1;
    private static final int SO_ATTACH_REUSEPORT_CBPF = 51;
    /** {@code BPF_RET | BPF_K} of linux/filter.h: the result is the operand. */
    private static final short RETURN = 0x06;

    private static final int NEWER = 1;
    /** {@code struct sock_filter}: code, jump if true, jump if false, operand. */
    private static final int FILTER_BYTES = 8;
    /** {@code struct sock_fprog} where pointers have 64 bits: number of instructions, padding, pointer to the first. */
    private static final int PROGRAM_BYTES = 16;

    private NewestListener() {}

    /**
     * For a socket that listens with SO_REUSEPORT. Loads a library the first time.
     *
     * @throws IOException if this is not Linux on x86-64 or ARM64 with glibc, if the kernel refuses, or if the JVM hides
     *     the socket's descriptor ({@code Add-Exports} in the jar's manifest opens it)
     */
    static void prefer(ServerSocketChannel listening) throws IOException {
        if (!Epoll.isAvailable()) {
            throw new IOException("Netty's epoll library cannot be loaded", Epoll.unavailabilityCause());
        }
        // Closed by whoever opened it: this is only another name for it.
        Socket socket = new Socket(descriptor(listening));
        CleanableDirectBuffer filter = Buffer.allocateDirectBufferWithNativeOrder(FILTER_BYTES);
        CleanableDirectBuffer program = Buffer.allocateDirectBufferWithNativeOrder(PROGRAM_BYTES);
        try {
            filter.buffer().putShort(RETURN).putShort((short) 0).putInt(NEWER);
            program.buffer().putShort(0, (short) 1).putLong(Long.BYTES, Buffer.memoryAddress(filter.buffer()));
            socket.setRawOpt(SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, program.buffer());
        } finally {
            program.clean();
            filter.clean();
        }
    }

    /** The JDK has no public way to it; this is what its own channels have in common. */
    private static int descriptor(ServerSocketChannel socket) throws IOException {
        try {
            return (int)
                    Class.forName("sun.nio.ch.SelChImpl").getMethod("getFDVal").invoke(socket);
        } catch (ReflectiveOperationException | IllegalArgumentException hidden) {
            throw new IOException("the JVM does not tell the socket's descriptor", hidden);
        }
    }
}
