package dev.credence.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.caller.EngineStatus;
import dev.credence.caller.RecentCaller;
import dev.credence.caller.Refusal;
import dev.credence.credential.BackendStatus;
import dev.credence.credential.CredentialState;
import dev.credence.credential.CredentialStatus;
import dev.credence.provider.Rejection;
import dev.credence.telemetry.Cloud;
import dev.credence.telemetry.Instance;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is made from a look at the gateway: sentences, and what of it is shown and sent. */
class OpsViewTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

    private final List<CredentialStatus> credentials = new ArrayList<>();
    private final List<BackendStatus> backends = new ArrayList<>();
    private final List<EngineStatus> engines = new ArrayList<>();
    private final List<RecentCaller> callers = new ArrayList<>(List.of(caller("app", Optional.empty(), NOW)));
    private final List<CountWatch.Counted> refusals = new ArrayList<>();
    private ChangedConfiguration changed = ChangedConfiguration.USED;
    private boolean stopping;

    @Test
    void whereAllIsWellThatIsSaid() {
        credentials.add(status(1, "app", CredentialState.FRESH, true, ""));

        assertThat(view().isReady()).isTrue();
        assertThat(sentences()).containsExactly("ok: The credential that is fetched ahead can be served.");
    }

    @Test
    void credentialsThatFailForOneReasonAreOneSentence() {
        for (String name : new String[] {"a", "b", "c", "d", "e"}) {
            credentials.add(status(1, name, CredentialState.FAILING, true, "vault.sealed: Vault is sealed"));
        }
        credentials.add(status(2, "later", CredentialState.PENDING, true, ""));

        assertThat(view().isReady()).isFalse();
        assertThat(sentences())
                .containsExactly(
                        "failing: a, b, c and 2 more cannot be served: Vault is sealed (vault.sealed, back end vault).",
                        "failing: later cannot be served yet: vault is being asked for the first time.");
    }

    @Test
    void oneThatOnlyACallerWantsDoesNotMakeItUnreadyButIsSaid() {
        credentials.add(status(1, "mine", CredentialState.FAILING, false, "vault.denied: no"));

        assertThat(view().isReady()).isTrue();
        assertThat(sentences()).containsExactly("failing: mine cannot be served: no (vault.denied, back end vault).");
    }

    @Test
    void whatIsServedFromMemoryIsSaidWithItsFirstEnd() {
        credentials.add(status(1, "app", CredentialState.STALE, true, "vault.sealed: sealed"));
        backends.add(new BackendStatus("vault", "open", Optional.of("sealed"), Optional.of(NOW), Optional.empty()));

        assertThat(sentences())
                .containsExactly(
                        "warning: app: the last refresh failed, so what is in memory is served, the first until"
                                + " 2026-03-01T11:00:00Z: sealed (vault.sealed, back end vault).",
                        "warning: The breaker of vault is open: after several failures it is left alone for a while.");
    }

    @Test
    void callersThatWereNotRecognisedLatelyAreCounted() {
        credentials.add(status(1, "app", CredentialState.FRESH, true, ""));
        callers.add(caller("x", Optional.of("no_rule"), NOW.minusSeconds(5)));
        callers.add(caller("y", Optional.of("no_rule"), NOW.minusSeconds(599)));
        callers.add(caller("z", Optional.of("two_containers"), NOW.minusSeconds(9)));
        callers.add(caller("old", Optional.of("no_rule"), NOW.minusSeconds(601)));
        engines.add(new EngineStatus(
                "unix:///e", "cut", NOW, "1.44", 0, Optional.of("connection refused"), Optional.of(NOW)));

        assertThat(sentences())
                .containsExactly(
                        "warning: 3 callers were not recognised in the last ten minutes, and got nothing: no rule of"
                                + " callers matches its address (no_rule, 2); two containers have the address"
                                + " (two_containers, 1).",
                        "warning: The container engine at unix:///e is cut off, so new containers may not be recognised:"
                                + " connection refused.");
    }

    @Test
    void sixReasonsAreFiveSentencesAndOneThatThereIsMore() {
        for (int i = 1; i <= 7; i++) {
            credentials.add(status(i, "c" + i, CredentialState.FAILING, true, "vault.role_not_found: no role r" + i));
        }

        assertThat(sentences()).hasSize(6).last().asString().contains("There are 2 more reasons");
    }

    @Test
    void whyRequestsWereRefusedIsToldInWords() {
        refusals.add(new CountWatch.Counted(List.of("aws", "no_session_token"), 7, Optional.of(NOW)));
        refusals.add(new CountWatch.Counted(List.of("gcp", "vault.sealed"), 2, Optional.empty()));

        JsonArray page = StatusPage.status(view()).getJsonArray("refusals");

        assertThat(page.getJsonObject(0))
                .isEqualTo(new JsonObject()
                        .put("provider", "aws")
                        .put("reason", "no_session_token")
                        .put("why", "asked without a session token (IMDSv1), which is off")
                        .put("requests", 7L)
                        .put("last_seen", NOW.toString()));
        assertThat(page.getJsonObject(1).getString("why")).contains("last error says why");
    }

    @Test
    void everyReasonThatAListenerOrARuleHasIsKnownInWords() {
        assertThat(Stream.concat(
                        Stream.of(Refusal.values()).map(Refusal::label),
                        Stream.of(Rejection.values()).map(Rejection::label)))
                .allSatisfy(code -> assertThat(RefusalWords.of(code)).isNotEqualTo(code));
    }

    @Test
    void aChangeThatIsNotUsedOrWaitsIsTold() {
        credentials.add(status(1, "app", CredentialState.FRESH, true, ""));
        changed = new ChangedConfiguration(Optional.of("c.yaml:2: limits.keys: no"), List.of("backends", "refresh"));

        assertThat(sentences())
                .containsExactly(
                        "warning: The changed configuration is not used, the one before is: c.yaml:2: limits.keys: no.",
                        "ok: What was changed of backends, refresh takes effect with the next restart.");
    }

    @Test
    void aGatewayThatNobodyAskedSaysSo() {
        callers.clear();

        assertThat(sentences()).first().asString().contains("fetched for the first caller");
        assertThat(sentences()).last().asString().startsWith("ok: No workload has asked since the start.");
    }

    @Test
    void oneThatStopsSaysThatFirst() {
        stopping = true;
        credentials.add(status(1, "app", CredentialState.FRESH, true, ""));

        assertThat(view().isReady()).isFalse();
        assertThat(sentences().get(0)).startsWith("failing: It is stopping");
    }

    @Test
    void ofThousandsThoseThatFailAreAmongTheThousandThatAreShown() {
        for (int i = 1; i <= 5000; i++) {
            credentials.add(
                    status(i, "app", i > 4990 ? CredentialState.FAILING : CredentialState.FRESH, false, "x: y"));
        }

        JsonObject page = StatusPage.status(view());

        assertThat(page.getInteger("keys")).isEqualTo(5000);
        assertThat(page.getJsonArray("credentials")).hasSize(1000);
        assertThat(page.getJsonArray("credentials").stream()
                        .filter(row -> ((JsonObject) row).getString("state").equals("failing")))
                .hasSize(10);
        assertThat(page.getJsonObject("states").getInteger("fresh")).isEqualTo(4990);
    }

    @Test
    void onlyRowsThatHaveChangedAreSentAndThoseThatAreNoMore() {
        credentials.add(status(1, "app", CredentialState.FRESH, true, ""));
        credentials.add(status(2, "jobs", CredentialState.FRESH, true, ""));
        credentials.add(status(3, "gone", CredentialState.FRESH, true, ""));
        ConsoleState before = ConsoleState.of(view());
        assertThat(ConsoleState.of(view()).since(before)).isEmpty();

        credentials.set(1, status(2, "jobs", CredentialState.STALE, true, "x: y"));
        credentials.remove(2);

        JsonObject change = new JsonObject(ConsoleState.of(view()).since(before));
        assertThat(change.fieldNames()).containsExactlyInAnyOrder("now", "head", "credentials");
        assertThat(change.getJsonObject("credentials").getJsonArray("changed"))
                .singleElement()
                .satisfies(row -> assertThat(((JsonObject) row).getString("id")).isEqualTo("2"));
        assertThat(change.getJsonObject("credentials").getJsonArray("gone")).containsExactly("3");
    }

    @Test
    void aCallerThatComesAgainAndAgainIsSentOnceInTenSeconds() {
        ConsoleState before = ConsoleState.of(view());
        callers.set(0, caller("app", Optional.empty(), NOW.plusSeconds(9)));
        assertThat(ConsoleState.of(view()).since(before)).isEmpty();

        callers.set(0, caller("app", Optional.empty(), NOW.plusSeconds(10)));
        assertThat(ConsoleState.of(view()).since(before)).contains("2026-03-01T10:00:10Z");
    }

    private List<String> sentences() {
        return Findings.of(view()).stream()
                .map(finding -> finding.level().label() + ": " + finding.text())
                .toList();
    }

    private OpsView view() {
        return new OpsView(
                NOW,
                "1.2.3",
                new Instance("0badcafe", 4711, NOW),
                changed,
                stopping,
                3,
                true,
                credentials,
                backends,
                engines,
                callers,
                List.of(),
                refusals,
                Optional.empty());
    }

    private static CredentialStatus status(
            long id, String name, CredentialState state, boolean prefetched, String error) {
        boolean held = state == CredentialState.FRESH || state == CredentialState.STALE;
        return new CredentialStatus(
                id,
                name,
                Optional.empty(),
                Optional.empty(),
                Cloud.AWS,
                "vault",
                state,
                prefetched,
                held ? Optional.of(NOW.plusSeconds(3600)) : Optional.empty(),
                held ? Optional.of(NOW) : Optional.empty(),
                Optional.empty(),
                state == CredentialState.FRESH || error.isEmpty() ? Optional.empty() : Optional.of(error));
    }

    private static RecentCaller caller(String name, Optional<String> refusal, Instant seen) {
        return new RecentCaller(name, "10.0.0.1", "rule", "cidr", Optional.empty(), Optional.empty(), refusal, seen);
    }
}
