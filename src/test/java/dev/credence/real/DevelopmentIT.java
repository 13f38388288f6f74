package dev.credence.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.testing.GatewayProcess;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code serve --dev}, which needs nothing, under boto3 and k6. */
@Tag("real")
class DevelopmentIT {
    @RegisterExtension
    private final Rig rig = new Rig();

    @Test
    void oneLongLivedBoto3SessionSeesShortLivedKeysChangeAndNeverAnExpiredOne() {
        var gateway = rig.dev("--dev-ttl", "30s").ready();
        var printed = gateway.printedEnvironment();
        // The metadata service is no place for lives this short: botocore takes them for an outage (wire.md 1.6).
        var container = Map.of(
                "AWS_CONTAINER_CREDENTIALS_FULL_URI", printed.get("AWS_CONTAINER_CREDENTIALS_FULL_URI"),
                "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", printed.get("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"));

        var result = new JsonObject(rig.python("refreshing.py", container, "2"));

        var seen =
                result.getJsonArray("seen").stream().map(JsonObject.class::cast).toList();
        seen.forEach(credential -> {
            rig.secret(credential.getString("secretKey"));
            rig.secret(credential.getString("sessionToken"));
        });
        assertThat(seen)
                .extracting(credential -> credential.getString("accessKey"))
                .doesNotHaveDuplicates()
                .hasSize(3);
        assertThat(result.getInteger("expired")).isZero();
    }

    @Test
    void allTheHitsOfK6MeetItsThresholdsAndCostOneUpstreamRequest() {
        var gateway = rig.dev().ready();
        double before = total(gateway, "credence_requests_total", "provider=\"aws\"");

        rig.k6("hit.js", gateway, Map.of("DURATION", "5", "P99_MS", "1000"));

        double hits = total(gateway, "credence_requests_total", "provider=\"aws\"") - before;
        assertThat(hits).isGreaterThan(1000);
        assertThat(total(gateway, "credence_upstream_requests_total", "operation=\"aws_creds\""))
                .isEqualTo(1);
    }

    /** The sum of a counter over all samples that carry this label. */
    private static double total(GatewayProcess gateway, String counter, String label) {
        return Pattern.compile("^" + counter + "\\{.*" + label + ".*} (\\S+)$", Pattern.MULTILINE)
                .matcher(gateway.ops("/metrics").body())
                .results()
                .mapToDouble(sample -> Double.parseDouble(sample.group(1)))
                .sum();
    }
}
