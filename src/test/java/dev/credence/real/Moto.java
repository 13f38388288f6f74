package dev.credence.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.credence.testing.ChildProcess;
import dev.credence.testing.FreePort;
import dev.credence.testing.Http;
import io.vertx.core.json.JsonObject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** moto in the place of AWS: STS and IAM, with a user whose key Vault works with. */
final class Moto implements AutoCloseable {
    /** The account that moto plays. */
    static final String ACCOUNT = "123456789012";

    private static final String RECORDER = "/moto-api/recorder/";
    private static final Pattern ARN = Pattern.compile("<Arn>([^<]+)</Arn>");
    private static final Duration START = Duration.ofSeconds(60);

    private final int port = FreePort.next();
    private final Http http = new Http(port);
    private final ChildProcess process;
    private JsonObject key = new JsonObject();

    Moto(Path folder) {
        process = ChildProcess.start(
                "moto",
                folder,
                Map.of(),
                List.of(
                        Tools.python().toString(),
                        Tools.motoServer().toString(),
                        "-H",
                        "127.0.0.1",
                        "-p",
                        Integer.toString(port)));
    }

    /** Waits until it answers, then fills it. */
    Moto withRoles(Python python, List<String> roles) {
        await("moto").atMost(START).until(() -> {
            assertThat(process.isAlive()).as(process::log).isTrue();
            return http.isOk("/moto-api/data.json");
        });
        key = new JsonObject(python.run("moto_setup.py", environment(), roles));
        return this;
    }

    String address() {
        return http.base();
    }

    /** What makes boto3 take it for AWS, whatever the service. */
    Map<String, String> environment() {
        return Map.of("AWS_ENDPOINT_URL", address());
    }

    /** What makes AWS's SDKs its user. */
    Map<String, String> key() {
        return Map.of("AWS_ACCESS_KEY_ID", accessKey(), "AWS_SECRET_ACCESS_KEY", secretKey());
    }

    /** What makes AWS's SDKs its user, and it the STS that they ask. */
    Map<String, String> asSts() {
        var variables = new HashMap<>(key());
        variables.put("AWS_REGION", "us-east-1");
        variables.put("AWS_ENDPOINT_URL_STS", address());
        return variables;
    }

    /** Writes down from now on what it is asked. */
    Moto recording() {
        http.send("POST", RECORDER + "start-recording", "");
        return this;
    }

    /** The forms of all AssumeRole calls since {@link #recording}, in the order in which they came. */
    List<Map<String, String>> assumed() {
        return http.get(RECORDER + "download-recording")
                .body()
                .lines()
                .map(line -> form(new JsonObject(line)))
                .filter(form -> "AssumeRole".equals(form.get("Action")))
                .toList();
    }

    /** Who has that access key; moto looks at nothing else of a signature. */
    String arnOf(String accessKey) {
        var said = http.send(
                "POST",
                "/",
                "Action=GetCallerIdentity&Version=2011-06-15",
                "Content-Type",
                "application/x-www-form-urlencoded",
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=" + accessKey
                        + "/20260101/us-east-1/sts/aws4_request, SignedHeaders=host, Signature=0");
        var arn = ARN.matcher(said.body());
        assertThat(arn.find()).as(said.body()).isTrue();
        return arn.group(1);
    }

    String accessKey() {
        return key.getString("accessKey");
    }

    String secretKey() {
        return key.getString("secretKey");
    }

    String log() {
        return process.log();
    }

    @Override
    public void close() {
        process.close();
    }

    private static Map<String, String> form(JsonObject request) {
        var body = request.getString("body", "");
        var text = request.getBoolean("body_encoded", false)
                ? new String(Base64.getDecoder().decode(body), StandardCharsets.UTF_8)
                : body;
        var form = new HashMap<String, String>();
        for (var field : text.split("&")) {
            var both = field.split("=", 2);
            form.put(both[0], both.length == 2 ? URLDecoder.decode(both[1], StandardCharsets.UTF_8) : "");
        }
        return form;
    }
}
