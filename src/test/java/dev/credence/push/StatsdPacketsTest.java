package dev.credence.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StatsdPacketsTest {
    @Test
    void packetsHoldWholeLinesAndAreNeverLargerThanAFrame() {
        List<String> lines =
                IntStream.range(0, 1000).mapToObj(i -> "name." + i + ":1|c").toList();

        List<Buffer> packets = StatsdPackets.of(lines);

        assertThat(packets).hasSizeBetween(10, 20).allSatisfy(packet -> assertThat(packet.length())
                .isLessThanOrEqualTo(StatsdPackets.LARGEST));
        assertThat(packets.stream().flatMap(packet -> packet.toString().lines()))
                .containsExactlyElementsOf(lines);
    }

    @Test
    void aLineThatFillsAPacketHasOneOfItsOwnAndALongerOneIsLeftOut() {
        String full = "x".repeat(StatsdPackets.LARGEST);

        assertThat(StatsdPackets.of(List.of("a", full, full + "y", "b")))
                .extracting(Buffer::toString)
                .containsExactly("a", full, "b");
    }

    @Test
    void nothingIsNoPacket() {
        assertThat(StatsdPackets.of(List.of())).isEmpty();
    }
}
