package dev.credence.testing;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** How Entra's token endpoint answers: with tokens for an hour to applications that it knows. Any thread. */
public final class FakeEntra implements Function<FakeRequest, FakeReply> {
    private final Set<String> known = ConcurrentHashMap.newKeySet();
    private final AtomicInteger issued = new AtomicInteger();

    /** From now on that application is known. */
    public void knows(String clientId) {
        known.add(clientId);
    }

    /** From now on it is not. */
    public void forgets(String clientId) {
        known.remove(clientId);
    }

    @Override
    public FakeReply apply(FakeRequest request) {
        return known.contains(form(request).get("client_id"))
                ? FakeReply.json(200, token("token-" + issued.incrementAndGet(), 3599))
                : refusal(401, "invalid_client", 7000215, "Invalid client secret provided.");
    }

    /** A successful answer. */
    public static JsonObject token(String token, Object expiresIn) {
        return new JsonObject()
                .put("token_type", "Bearer")
                .put("expires_in", expiresIn)
                .put("ext_expires_in", expiresIn)
                .put("access_token", FakeVault.CANARY + "-" + token);
    }

    /** A refusal in Microsoft's form. */
    public static FakeReply refusal(int status, String error, int code, String text) {
        return FakeReply.json(
                status,
                new JsonObject()
                        .put("error", error)
                        .put("error_description", "AADSTS" + code + ": " + text + "\r\nTrace ID: 1\r\nTimestamp: 2")
                        .put("error_codes", new JsonArray().add(code)));
    }

    /** The fields that an exchange sent. */
    public static Map<String, String> form(FakeRequest request) {
        Map<String, String> form = new TreeMap<>();
        for (String field : request.body().split("&", -1)) {
            String[] parts = field.split("=", 2);
            form.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return form;
    }
}
