import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What a load script asks of the machine around the gateway, which k6 cannot do itself: kill the back end and start it
 * again, slow it down, count its calls, and look at the memory and the processor time of a process.
 *
 * <p>POST {@code /start?life=SECONDS} (the life may be left out the next time), {@code /kill}, {@code /delay?millis=N},
 * {@code /stop} (a note for everybody); GET {@code /calls}, {@code /process?pid=N}, {@code /stop}. Requests are answered one
 * after the other. Errors are 500 with the reason.
 *
 * <p>Arguments: own port, port of the back end, file of the token that the back end lets in.
 */
public final class Keeper {
    private static final double KIB_IN_A_MIB = 1024;
    /** What Linux counts in for programs (USER_HZ). */
    private static final double TICKS_A_SECOND = 100;

    private final ChildBackend backend;
    private final AtomicBoolean stop = new AtomicBoolean();

    private Keeper(ChildBackend backend) {
        this.backend = backend;
    }

    public static void main(String[] args) throws IOException {
        ChildBackend backend = new ChildBackend(args[1], args[2]);
        Runtime.getRuntime().addShutdownHook(new Thread(backend::kill));
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]));
        HttpServer server = HttpServer.create(address, 1024);
        server.createContext("/", new Keeper(backend)::handle);
        server.setExecutor(Executors.newSingleThreadExecutor());
        server.start();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try {
            reply(exchange, 200, answer(exchange));
        } catch (IllegalArgumentException wrong) {
            reply(exchange, 400, wrong.getMessage());
        } catch (IOException | IllegalStateException failure) {
            reply(exchange, 500, failure.getMessage());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private String answer(HttpExchange exchange) throws IOException, InterruptedException {
        Map<String, String> given = query(exchange.getRequestURI().getQuery());
        switch (exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath()) {
            case "POST /start" -> {
                stop.set(false);
                backend.start(given.get("life"));
            }
            case "POST /kill" -> backend.kill();
            case "POST /delay" -> backend.delay(Long.parseLong(given.getOrDefault("millis", "0")));
            case "POST /stop" -> stop.set(true);
            case "GET /stop" -> {
                return "{\"stop\": " + stop + "}";
            }
            case "GET /calls" -> {
                return "{\"up\": " + backend.isUp() + ", \"calls\": " + new JsonObject(Map.copyOf(backend.calls())) + "}";
            }
            case "GET /process" -> {
                return process(Long.parseLong(given.getOrDefault("pid", "")));
            }
            default -> throw new IllegalArgumentException("no such order: " + exchange.getRequestURI());
        }
        return "{}";
    }

    /** Resident memory, and the processor time that it and the whole machine have taken so far. */
    private static String process(long pid) throws IOException {
        Path folder = Path.of("/proc", Long.toString(pid));
        double resident = Files.readAllLines(folder.resolve("status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / KIB_IN_A_MIB)
                .sum();
        // The command in parentheses may hold blanks, so what is before its end is cut.
        String stat = Files.readString(folder.resolve("stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        double ticks = Double.parseDouble(fields[11]) + Double.parseDouble(fields[12]);
        return String.format(
                Locale.ROOT,
                "{\"resident_mib\": %.1f, \"cpu_seconds\": %.2f, \"machine_cpu_seconds\": %.2f, \"cores\": %d}",
                resident,
                ticks / TICKS_A_SECOND,
                machineTicks() / TICKS_A_SECOND,
                Runtime.getRuntime().availableProcessors());
    }

    /** All that was not idle. */
    private static double machineTicks() throws IOException {
        String[] fields = Files.readAllLines(Path.of("/proc/stat")).get(0).trim().split("\\s+");
        double user = Double.parseDouble(fields[1]) + Double.parseDouble(fields[2]);
        double system = Double.parseDouble(fields[3]);
        return user + system + Double.parseDouble(fields[6]) + Double.parseDouble(fields[7]);
    }

    private static Map<String, String> query(String text) {
        Map<String, String> given = new HashMap<>();
        for (String pair : text == null ? new String[0] : text.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                given.put(pair.substring(0, equals), pair.substring(equals + 1));
            }
        }
        return given;
    }

    private static void reply(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = (text + "\n").getBytes(StandardCharsets.UTF_8);
        exchange.getRequestBody().readAllBytes();
        exchange.sendResponseHeaders(status, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }
}
