package dev.credence.push;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;

/** Puts lines into packets that no network of usual make has to cut. */
final class StatsdPackets {
    /** An Ethernet frame of 1,500 bytes without the headers of IPv6 and UDP, and room for a tunnel. */
    static final int LARGEST = 1432;

    private StatsdPackets() {}

    /** Lines that are longer than a packet are left out: half of one would be another metric. */
    static List<Buffer> of(List<String> lines) {
        List<Buffer> packets = new ArrayList<>();
        Buffer packet = Buffer.buffer(LARGEST);
        for (String line : lines) {
            Buffer bytes = Buffer.buffer(line);
            if (bytes.length() > LARGEST) {
                continue;
            }
            if (packet.length() > 0 && packet.length() + 1 + bytes.length() > LARGEST) {
                packets.add(packet);
                packet = Buffer.buffer(LARGEST);
            }
            if (packet.length() > 0) {
                packet.appendByte((byte) '\n');
            }
            packet.appendBuffer(bytes);
        }
        if (packet.length() > 0) {
            packets.add(packet);
        }
        return packets;
    }
}
