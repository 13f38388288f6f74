package dev.credence.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * Replays golden files: the wire contract of one cloud, byte for byte. Gateways are started when a file names them, and
 * answer until the end. Each request comes at {@link TestTime#START}. One thread.
 */
public final class GoldenReplay implements AutoCloseable {
    private static final Path FILES = Path.of("src/test/resources/golden");
    private static final String TOKEN = "token";
    private static final String EXPIRED = "expired";

    private final Path folder;
    private final BiFunction<String, Path, TestGateway> starter;
    private final Map<String, TestGateway> gateways = new HashMap<>();

    /**
     * @param folder for what the gateways need
     * @param starter makes and starts the gateway of that name in that folder
     */
    public GoldenReplay(Path folder, BiFunction<String, Path, TestGateway> starter) {
        this.folder = folder;
        this.starter = starter;
    }

    /** All exchanges of {@code golden/CLOUD}. */
    public static List<GoldenExchange> exchanges(String cloud) {
        return GoldenExchange.in(FILES.resolve(cloud));
    }

    /** Sends the request and compares the answer. */
    public void replay(GoldenExchange exchange) {
        RawResponse answer = answer(exchange, gateway(exchange.gateway()));

        if (!exchange.isAnsweredBy(answer)) {
            assertThat(GoldenExchange.textOf(answer)).isEqualTo(exchange.answer());
        }
    }

    private static RawResponse answer(GoldenExchange exchange, TestGateway gateway) {
        Map<String, String> values =
                new HashMap<>(Map.of("app.token", TestGateway.APP_TOKEN, "other.token", TestGateway.OTHER_TOKEN));
        // Session tokens are EC2's; only where they are asked for is there somebody to give them.
        if (exchange.names(EXPIRED)) {
            gateway.time().set(TestTime.START.minusSeconds(10));
            values.put(EXPIRED, tokenOfFiveSeconds(gateway));
        }
        gateway.time().set(TestTime.START);
        if (exchange.names(TOKEN)) {
            values.put(TOKEN, gateway.token());
        }
        try (RawHttp connection = RawHttp.connect(gateway.port())) {
            connection.send(exchange.requestWith(values));
            return exchange.isHead() ? connection.readHead() : connection.read();
        }
    }

    private static String tokenOfFiveSeconds(TestGateway gateway) {
        return RawHttp.exchange(gateway.port(), "PUT", "/latest/api/token", "X-aws-ec2-metadata-token-ttl-seconds: 5")
                .text();
    }

    private TestGateway gateway(String name) {
        TestGateway known = gateways.get(name);
        if (known == null) {
            known = starter.apply(name, folder(name));
            gateways.put(name, known);
        }
        return known;
    }

    private Path folder(String name) {
        try {
            return Files.createDirectory(folder.resolve(name));
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    @Override
    public void close() {
        gateways.values().forEach(TestGateway::close);
    }
}
