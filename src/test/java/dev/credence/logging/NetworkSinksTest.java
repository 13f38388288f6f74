package dev.credence.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import dev.credence.config.HostPort;
import dev.credence.config.LogFormat;
import dev.credence.config.LogSink;
import dev.credence.config.LogSink.Protocol;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What log servers receive. */
class NetworkSinksTest {
    private static final int PATIENCE = 10_000;
    private static final int CHUNK_HEADER = 12;

    private final LoggerContext context = Lines.context();
    private final Logger logger = context.getLogger("credence.test");
    private LogRouter router;

    @BeforeEach
    void start() {
        router = new LogRouter(new SinkFactory(context));
        router.setContext(context);
        router.start();
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(router);
    }

    @AfterEach
    void stop() throws InterruptedException {
        for (QueuedSink sink : router.end()) {
            sink.await(Duration.ofMillis(100));
        }
    }

    @Test
    void syslogComesAsADatagramForEachLine() throws IOException {
        try (DatagramSocket server = datagrams()) {
            to(LogFormat.TEXT, new LogSink.Syslog(at(server.getLocalPort()), Protocol.UDP, 3));

            logger.atInfo().addKeyValue("provider", "aws").log("first\nsecond");
            logger.atError().log("third");

            assertThat(message(receive(server))).isEqualTo("credence.test first second provider=\"aws\"");
            assertThat(message(receive(server))).startsWith("credence.test third");
        }
    }

    @Test
    void aDatagramThatIsTooLongEndsWithAWholeCharacter() throws IOException {
        try (DatagramSocket server = datagrams()) {
            to(LogFormat.TEXT, new LogSink.Syslog(at(server.getLocalPort()), Protocol.UDP, 3));

            // Of four bytes each, and at four offsets, so that most are cut in their midst.
            for (int offset = 0; offset < 4; offset++) {
                logger.info("x".repeat(offset) + "\ud83d\ude00".repeat(4000));

                byte[] line = receive(server);
                assertThat(line.length).isBetween((8 << 10) - 3, 8 << 10);
                assertThat(message(line)).endsWith("\ud83d\ude00");
            }
        }
    }

    @Test
    void syslogComesOverTcpWithItsOctetsCounted() throws IOException {
        try (ServerSocket server = server()) {
            to(LogFormat.JSON, new LogSink.Syslog(at(server.getLocalPort()), Protocol.TCP, 3));

            logger.atInfo().addKeyValue("duration_ms", 7).log("ä\nb");
            logger.atInfo().log("next");

            try (Socket connection = accept(server)) {
                JsonObject first = new JsonObject(message(counted(connection.getInputStream())));
                assertThat(first.getString("message")).isEqualTo("ä\nb");
                assertThat(first.getInteger("duration_ms")).isEqualTo(7);
                assertThat(message(counted(connection.getInputStream()))).contains("\"next\"");
            }
        }
    }

    @Test
    void gelfComesCompressedAndALongMessageInChunks() throws IOException {
        try (DatagramSocket server = datagrams()) {
            to(LogFormat.TEXT, new LogSink.Gelf(at(server.getLocalPort()), Protocol.UDP));
            StringBuilder noise = new StringBuilder();
            new java.util.Random(1).ints(6000, '!', '~').forEach(noise::appendCodePoint);

            logger.atWarn().addKeyValue("provider", "aws").log("short");
            logger.atWarn().log(noise.toString().replace("{", ""));

            JsonObject first = new JsonObject(unzipped(receive(server)));
            assertThat(first.getString("short_message")).isEqualTo("short");
            assertThat(first.getString("_provider")).isEqualTo("aws");
            assertThat(new JsonObject(unzipped(chunks(server))).getString("short_message"))
                    .isEqualTo(noise.toString().replace("{", ""));
        }
    }

    @Test
    void gelfComesOverTcpWithAZeroByteBehindEach() throws IOException {
        try (ServerSocket server = server()) {
            to(LogFormat.TEXT, new LogSink.Gelf(at(server.getLocalPort()), Protocol.TCP));

            logger.info("one");
            logger.info("two");

            try (Socket connection = accept(server)) {
                assertThat(new JsonObject(ended(connection.getInputStream())).getString("short_message"))
                        .isEqualTo("one");
                assertThat(new JsonObject(ended(connection.getInputStream())).getString("short_message"))
                        .isEqualTo("two");
            }
        }
    }

    @Test
    void aServerThatHasClosedItsEndIsConnectedToAnewBeforeTheNextLine() throws IOException {
        try (ServerSocket server = server()) {
            to(LogFormat.TEXT, new LogSink.Syslog(at(server.getLocalPort()), Protocol.TCP, 3));
            logger.info("before");
            try (Socket connection = accept(server)) {
                assertThat(message(counted(connection.getInputStream()))).contains("before");
            }

            logger.info("after");

            try (Socket connection = accept(server)) {
                assertThat(message(counted(connection.getInputStream()))).contains("after");
            }
        }
    }

    @Test
    void linesWaitForAServerThatIsAway() throws IOException {
        int port;
        try (ServerSocket taken = server()) {
            port = taken.getLocalPort();
        }
        to(LogFormat.TEXT, new LogSink.Syslog(at(port), Protocol.TCP, 3));
        logger.info("while it was away");
        await().until(() -> router.sinks().get(0).isFailing());

        try (ServerSocket back = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
                Socket connection = accept(back)) {
            assertThat(message(counted(connection.getInputStream()))).contains("while it was away");
        }
    }

    /** Its buffers are full, and nothing is read: a write does not return. */
    @Test
    void aServerThatTakesNothingHoldsNobodyUpAndTheEndComesAllTheSame() throws Exception {
        try (ServerSocket deaf = server()) {
            to(LogFormat.TEXT, new LogSink.Syslog(at(deaf.getLocalPort()), Protocol.TCP, 3));
            String large = "x".repeat(4000);
            QueuedSink sink = router.sinks().get(0);

            for (int line = 0; line < 20_000; line++) {
                logger.info(large);
            }

            assertThat(sink.lost()).isPositive();
            router.end();
            sink.await(Duration.ofMillis(1));
            await().until(() -> sink.waiting() == 0);
        }
    }

    private void to(LogFormat format, LogSink sink) {
        router.replace(Lines.config(format, sink));
    }

    private static HostPort at(int port) {
        return new HostPort("127.0.0.1", port);
    }

    private static DatagramSocket datagrams() throws IOException {
        DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        socket.setSoTimeout(PATIENCE);
        return socket;
    }

    private static ServerSocket server() throws IOException {
        return new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    }

    private static Socket accept(ServerSocket server) throws IOException {
        server.setSoTimeout(PATIENCE);
        Socket connection = server.accept();
        connection.setSoTimeout(PATIENCE);
        return connection;
    }

    private static byte[] receive(DatagramSocket server) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[1 << 16], 1 << 16);
        server.receive(packet);
        return java.util.Arrays.copyOf(packet.getData(), packet.getLength());
    }

    /** The message of a line that has the form of RFC 5424. */
    private static String message(byte[] line) {
        String text = new String(line, StandardCharsets.UTF_8);
        Matcher parsed = FormatsTest.RFC5424.matcher(text);
        assertThat(parsed.matches()).as(text).isTrue();
        return parsed.group(7);
    }

    /** RFC 6587, 3.4.1. */
    private static byte[] counted(InputStream in) throws IOException {
        int length = 0;
        for (int digit = read(in); digit != ' '; digit = read(in)) {
            assertThat(digit).isBetween((int) '0', (int) '9');
            length = length * 10 + digit - '0';
        }
        return in.readNBytes(length);
    }

    private static String ended(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = read(in); next != 0; next = read(in)) {
            line.write(next);
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    private static int read(InputStream in) throws IOException {
        int next = in.read();
        if (next < 0) {
            throw new EOFException();
        }
        return next;
    }

    /** Chunks of GELF: two magic bytes, eight of an id, the number of this one, the number of all. */
    private static byte[] chunks(DatagramSocket server) throws IOException {
        TreeMap<Integer, byte[]> parts = new TreeMap<>();
        int all = 1;
        while (parts.size() < all) {
            ByteBuffer chunk = ByteBuffer.wrap(receive(server));
            assertThat(chunk.getShort()).isEqualTo((short) 0x1e0f);
            chunk.getLong();
            int number = chunk.get();
            all = chunk.get();
            byte[] part = new byte[chunk.capacity() - CHUNK_HEADER];
            chunk.get(part);
            parts.put(number, part);
        }
        assertThat(all).isGreaterThan(1);
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        parts.values().forEach(whole::writeBytes);
        return whole.toByteArray();
    }

    private static String unzipped(byte[] compressed) throws IOException {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
