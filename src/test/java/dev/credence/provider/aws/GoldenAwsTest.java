package dev.credence.provider.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.testing.GoldenExchange;
import dev.credence.testing.RawHttp;
import dev.credence.testing.RawResponse;
import dev.credence.testing.TestGateway;
import dev.credence.testing.TestTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Replays what is written in {@code golden/aws}: the wire contract with AWS SDKs, byte for byte. */
class GoldenAwsTest {
    private static final Map<String, TestGateway> GATEWAYS = new HashMap<>();

    @TempDir
    static Path folder;

    @AfterAll
    static void stop() {
        GATEWAYS.values().forEach(TestGateway::close);
        GATEWAYS.clear();
    }

    static List<GoldenExchange> exchanges() {
        return GoldenExchange.in(Path.of("src/test/resources/golden/aws"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("exchanges")
    void answersToTheByte(GoldenExchange exchange) throws IOException {
        TestGateway gateway = gateway(exchange.gateway());

        RawResponse answer = replay(exchange, gateway);

        if (!exchange.isAnsweredBy(answer)) {
            assertThat(GoldenExchange.textOf(answer)).isEqualTo(exchange.answer());
        }
    }

    static RawResponse replay(GoldenExchange exchange, TestGateway gateway) {
        gateway.time().set(TestTime.START.minusSeconds(10));
        String expired = RawHttp.exchange(
                        gateway.port(), "PUT", "/latest/api/token", "X-aws-ec2-metadata-token-ttl-seconds: 5")
                .text();
        gateway.time().set(TestTime.START);
        String request = exchange.requestWith(Map.of(
                "token",
                gateway.token(),
                "expired",
                expired,
                "app.token",
                TestGateway.APP_TOKEN,
                "other.token",
                TestGateway.OTHER_TOKEN));
        try (RawHttp connection = RawHttp.connect(gateway.port())) {
            connection.send(request);
            return exchange.isHead() ? connection.readHead() : connection.read();
        }
    }

    private static TestGateway gateway(String name) throws IOException {
        TestGateway known = GATEWAYS.get(name);
        if (known == null) {
            known = GoldenGateways.start(name, Files.createDirectory(folder.resolve(name)));
            GATEWAYS.put(name, known);
        }
        return known;
    }
}
