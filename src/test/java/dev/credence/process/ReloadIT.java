package dev.credence.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.credence.testing.GatewayProcess;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ReloadIT {
    /** Files are looked at every five seconds. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final String BEFORE = """
            credentials: {app: {provider: aws, role: app}}
            callers:
              - {match: {token-file: caller.token, name: app}, credentials: [app]}
              - {match: any, credentials: [app]}
            """;
    private static final String AFTER = """
            credentials: {app: {provider: aws, role: app}, more: {provider: aws, role: more}}
            callers:
              - {match: {token-file: caller.token, name: app}, credentials: [app, more]}
            """;

    @RegisterExtension
    private final Site site = new Site();

    @Test
    void aNewCredentialAndAMissingCallerTakeEffectWithoutDroppingARequest() {
        site.vault();
        var gateway = site.serve(BEFORE).ready();
        String session = gateway.sessionToken();
        assertThat(gateway.imdsCredentials(session, "app").statusCode()).isEqualTo(200);
        assertThat(status(gateway, "more")).isEqualTo(404);
        var going = new AtomicBoolean(true);
        var load = CompletableFuture.supplyAsync(() -> statusesWhile(going, gateway));

        site.configure(AFTER);
        await("the new credential").atMost(PATIENCE).until(() -> status(gateway, "more") == 200);
        going.set(false);

        assertThat(gateway.imdsCredentials(session, "app").statusCode()).isEqualTo(404);
        assertThat(load).succeedsWithin(PATIENCE).satisfies(statuses -> assertThat(statuses)
                .containsOnlyKeys(200));
        assertThat(gateway.stdout()).contains("configuration reloaded");
    }

    @Test
    void anInvalidFileIsReportedOnceCountedAndChangesNothing() {
        site.vault();
        var gateway = site.serve(BEFORE).ready();

        site.configure("credentials: {app: {provider: aws, rle: app}}\n");
        await("report").atMost(PATIENCE).until(() -> gateway.stdout().contains("changed configuration rejected"));

        assertThat(gateway.stdout()).contains("did you mean role?");
        assertThat(gateway.ops("/metrics").body()).contains("credence_config_reload_failures_total 1.0");
        assertThat(status(gateway, "app")).isEqualTo(200);
        site.configure(AFTER);
        await("the mended file").atMost(PATIENCE).until(() -> status(gateway, "more") == 200);
    }

    @Test
    void whatNeedsARestartIsSaidUntilThereIsOne() {
        site.vault();
        var gateway = site.serve(BEFORE).ready();

        site.configure(BEFORE + "shutdown: {grace: 5s}\n");
        await("first").atMost(PATIENCE).until(() -> gateway.stdout().contains("only after a restart"));
        assertThat(gateway.stdout()).contains("sections=\"shutdown\"");

        site.configure(BEFORE + "shutdown: {grace: 5s}\nlog: {level: debug}\n");
        await("second").atMost(PATIENCE).until(() -> gateway.stdout().split("only after a restart", -1).length == 3);
    }

    @Test
    void readsItsConfigurationAgainWhenItIsHungUp() {
        site.vault();
        var gateway = site.serve(BEFORE).ready();

        gateway.hangUp();

        await("reload").atMost(PATIENCE).until(() -> gateway.stdout().contains("configuration reloaded"));
        assertThat(status(gateway, "app")).isEqualTo(200);
    }

    private static int status(GatewayProcess gateway, String credential) {
        return gateway.containerCredentials(Site.CALLER_TOKEN, credential).statusCode();
    }

    private static Map<Integer, Integer> statusesWhile(AtomicBoolean going, GatewayProcess gateway) {
        Map<Integer, Integer> statuses = new ConcurrentHashMap<>();
        while (going.get()) {
            statuses.merge(status(gateway, "app"), 1, Integer::sum);
        }
        return statuses;
    }
}
