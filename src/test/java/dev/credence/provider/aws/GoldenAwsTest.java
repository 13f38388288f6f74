package dev.credence.provider.aws;

import dev.credence.testing.GoldenExchange;
import dev.credence.testing.GoldenReplay;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Replays what is written in {@code golden/aws}: the wire contract with AWS SDKs, byte for byte. */
class GoldenAwsTest {
    @TempDir
    static Path folder;

    private static GoldenReplay golden;

    @BeforeAll
    static void open() {
        golden = new GoldenReplay(folder, GoldenGateways::start);
    }

    @AfterAll
    static void stop() {
        golden.close();
    }

    static List<GoldenExchange> exchanges() {
        return GoldenReplay.exchanges("aws");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("exchanges")
    void answersToTheByte(GoldenExchange exchange) {
        golden.replay(exchange);
    }
}
