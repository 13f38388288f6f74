package dev.credence.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.credence.testing.FakeReply;
import dev.credence.testing.FakeRequest;
import dev.credence.testing.FakeVault;
import dev.credence.testing.FakeWeb;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The node takes workloads as soon as there is something for them, and not before. */
class NodeIT {
    private static final String TAINT = "credence.dev/starting";

    @RegisterExtension
    private final Site site = new Site();

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void theTaintGoesWhenTheFirstCredentialsAreThereAndStaysAwayAfterwards() {
        JsonArray taints = new JsonArray()
                .add(new JsonObject().put("key", TAINT).put("effect", "NoSchedule"))
                .add(new JsonObject().put("key", "other").put("effect", "NoExecute"));
        JsonObject node = new JsonObject().put("kind", "Node").put("spec", new JsonObject().put("taints", taints));
        FakeWeb api = new FakeWeb(vertx, request -> answer(request, node));
        site.write("account.token", FakeVault.CANARY + "-account");

        var gateway = site.serve(Site.APP
                + "node: {name: node-1, startup-taint: %s, api-server: \"%s\", token-file: account.token}\n"
                        .formatted(TAINT, api.address()));
        assertThat(gateway.ops("/readyz").statusCode()).isEqualTo(503);
        assertThat(api.requests()).isEmpty();
        site.vault();

        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(api.requests())
                .extracting(FakeRequest::method)
                .containsExactly("GET", "PATCH"));
        assertThat(node.getJsonObject("spec").getJsonArray("taints"))
                .containsExactly(new JsonObject().put("key", "other").put("effect", "NoExecute"));
        gateway.ready();
        assertThat(gateway.log()).contains("ready: the node takes workloads").doesNotContain(FakeVault.CANARY);
    }

    private static FakeReply answer(FakeRequest request, JsonObject node) {
        if (request.method().equals("PATCH")) {
            JsonObject replace = new JsonArray(request.body()).getJsonObject(1);
            node.getJsonObject("spec").put("taints", replace.getJsonArray("value"));
        }
        return FakeReply.json(200, node);
    }
}
