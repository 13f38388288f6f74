package dev.credence.tools;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What unmodified Java SDKs make of their environment, printed as JSON.
 *
 * <p>Arguments: a cloud, the way to a token ({@code google default|identity}, {@code azure managed|default}), and how many
 * tokens to see expire. AWS has no tokens to compare: {@code aws identity} prints the credentials found, and whose they are.
 */
public final class Tokens {
    private Tokens() {}

    /** One long-lived object of an SDK. */
    interface Client {
        /** The artifact, as Maven names it. */
        String sdk();

        Class<?> type();

        Token ask() throws Exception;

        /** What else the SDK knows, after the first token. */
        default Map<String, String> describe() throws Exception {
            return Map.of();
        }
    }

    record Token(String value, Instant expires) {}

    public static void main(String[] args) throws Exception {
        System.out.println(json(isAws(args) ? AwsIdentity.find() : rounds(args)));
        // The SDKs leave threads behind that nobody can end.
        System.exit(0);
    }

    private static boolean isAws(String[] args) {
        return args.length == 2 && args[0].equals("aws") && args[1].equals("identity");
    }

    private static Map<String, Object> rounds(String[] args) throws Exception {
        var client =
                switch (args[0] + " " + args[1]) {
                    case "google default" -> GoogleClients.byDefault();
                    case "google identity" -> GoogleClients.identity();
                    case "azure managed" -> AzureClients.managed();
                    case "azure default" -> AzureClients.byDefault();
                    default -> throw new IllegalArgumentException("no way " + args[0] + " " + args[1]);
                };
        return rounds(client, Integer.parseInt(args[2]));
    }

    /** Asks for the token, again whenever the last one has expired. */
    private static Map<String, Object> rounds(Client client, int count) throws Exception {
        var tokens = new ArrayList<Map<String, String>>();
        for (int left = count - 1; left >= 0; left--) {
            var token = client.ask();
            var got = Instant.now();
            tokens.add(Map.of("token", token.value(), "expires", token.expires().toString(), "got", got.toString()));
            if (left > 0) {
                Thread.sleep(Math.max(0, Duration.between(got, token.expires()).toMillis()));
            }
        }
        var result = new LinkedHashMap<String, Object>(client.describe());
        result.put("sdk", client.sdk());
        result.put("version", version(client.sdk(), client.type()));
        result.put("tokens", tokens);
        return result;
    }

    /** The file name of the jar that the SDK is in. */
    static String version(String sdk, Class<?> type) {
        var jar = type.getProtectionDomain().getCodeSource().getLocation().getPath();
        return jar.replaceFirst(".*/" + sdk + "-(.*)\\.jar$", "$1");
    }

    private static String json(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> json(entry.getKey()) + ": " + json(entry.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        if (value instanceof List<?> list) {
            return list.stream().map(Tokens::json).collect(Collectors.joining(", ", "[", "]"));
        }
        return '"' + value.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
