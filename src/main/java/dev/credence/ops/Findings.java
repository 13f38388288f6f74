package dev.credence.ops;

import dev.credence.credential.BackendStatus;
import dev.credence.credential.CredentialState;
import dev.credence.credential.CredentialStatus;
import dev.credence.ops.Finding.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Answers in sentences what an operator asks first: why does a workload have no credentials? */
final class Findings {
    /** Names in one sentence. */
    private static final int NAMED = 3;
    /** Sentences of one kind; the tables below them have the rest. */
    private static final int MOST = 5;

    /** Errors of credentials begin with a code. */
    private static final Pattern CODED = Pattern.compile("([a-z0-9_]+\\.[a-z0-9_.]+): (.+)", Pattern.DOTALL);

    private static final Duration LATELY = Duration.ofMinutes(10);

    private final OpsView view;
    private final List<Finding> findings = new ArrayList<>();

    private Findings(OpsView view) {
        this.view = view;
    }

    /** The worst first; at least one. */
    static List<Finding> of(OpsView view) {
        Findings all = new Findings(view);
        all.stopping();
        all.rejected();
        all.unserved();
        all.unrecognised();
        all.engines();
        all.stale();
        all.backends();
        if (all.findings.isEmpty()) {
            all.fine();
        }
        all.waiting();
        all.nobody();
        return List.copyOf(all.findings);
    }

    private void stopping() {
        if (view.stopping()) {
            add(Level.FAILING, "gateway", "It is stopping: requests in flight end, new ones are refused.");
        }
    }

    private void rejected() {
        view.changed()
                .rejected()
                .ifPresent(why -> add(
                        Level.WARNING,
                        "gateway",
                        "The changed configuration is not used, the one before is: " + sentence(why)));
    }

    private void waiting() {
        if (!view.changed().waiting().isEmpty()) {
            String sections = String.join(", ", view.changed().waiting());
            add(Level.OK, "gateway", "What was changed of " + sections + " takes effect with the next restart.");
        }
    }

    private void unserved() {
        Map<String, Set<String>> byReason = new LinkedHashMap<>();
        Map<String, Set<String>> awaited = new TreeMap<>();
        for (CredentialStatus status : view.credentials()) {
            if (status.state() == CredentialState.PENDING && status.lastError().isEmpty()) {
                awaited.computeIfAbsent(status.backend(), backend -> new LinkedHashSet<>())
                        .add(status.credential());
            } else if (!status.state().isReady()) {
                byReason.computeIfAbsent(reason(status), reason -> new LinkedHashSet<>())
                        .add(status.credential());
            }
        }
        byReason.entrySet().stream()
                .limit(MOST)
                .forEach(entry -> add(
                        Level.FAILING,
                        "credentials",
                        names(entry.getValue()) + " cannot be served: " + sentence(entry.getKey())));
        more(byReason.size(), "reasons");
        awaited.entrySet().stream()
                .limit(MOST)
                .forEach(entry -> add(
                        Level.FAILING,
                        "credentials",
                        names(entry.getValue()) + " cannot be served yet: " + entry.getKey()
                                + " is being asked for the first time."));
    }

    private void unrecognised() {
        Instant since = view.now().minus(LATELY);
        Map<String, Long> refused = view.callers().stream()
                .filter(caller -> caller.seen().isAfter(since))
                .flatMap(caller -> caller.refusal().stream())
                .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
        if (!refused.isEmpty()) {
            long number = refused.values().stream().mapToLong(Long::longValue).sum();
            String reasons = refused.entrySet().stream()
                    .map(entry ->
                            RefusalWords.of(entry.getKey()) + " (" + entry.getKey() + ", " + entry.getValue() + ")")
                    .collect(Collectors.joining("; "));
            add(
                    Level.WARNING,
                    "callers",
                    (number == 1 ? "One caller was" : number + " callers were")
                            + " not recognised in the last ten minutes, and got nothing: " + reasons + ".");
        }
    }

    private void engines() {
        view.engines().stream()
                .filter(engine -> engine.state().equals("cut"))
                .limit(MOST)
                .forEach(engine -> add(
                        Level.WARNING,
                        "callers",
                        "The container engine at " + engine.address() + " is cut off, so new containers may not be"
                                + " recognised"
                                + engine.lastError()
                                        .map(error -> ": " + sentence(error))
                                        .orElse(".")));
    }

    private void stale() {
        List<CredentialStatus> stale = view.credentials().stream()
                .filter(status -> status.state() == CredentialState.STALE)
                .toList();
        Optional<CredentialStatus> first = stale.stream()
                .filter(status -> status.expires().isPresent())
                .min(Comparator.comparing(status -> status.expires().orElse(Instant.MAX)));
        first.ifPresent(next -> add(
                Level.WARNING,
                "credentials",
                names(stale.stream()
                                .map(CredentialStatus::credential)
                                .collect(Collectors.toCollection(LinkedHashSet::new)))
                        + ": the last refresh failed, so what is in memory is served, the first until "
                        + next.expires().orElse(Instant.MAX).truncatedTo(ChronoUnit.SECONDS) + ": "
                        + sentence(reason(next))));
    }

    private void backends() {
        view.backends().stream()
                .filter(backend -> !backend.breaker().equals("closed"))
                .limit(MOST)
                .forEach(backend -> add(Level.WARNING, "backends", breaker(backend)));
    }

    private static String breaker(BackendStatus backend) {
        return "The breaker of " + backend.name()
                + (backend.breaker().equals("open")
                        ? " is open: after several failures it is left alone for a while."
                        : " is half open: one request finds out whether it works again.");
    }

    private void fine() {
        long ahead =
                view.credentials().stream().filter(CredentialStatus::prefetched).count();
        String text = ahead == 0
                ? "Nothing is fetched ahead; credentials are fetched for the first caller who asks."
                : ahead == 1
                        ? "The credential that is fetched ahead can be served."
                        : "All " + ahead + " credentials that are fetched ahead can be served.";
        add(Level.OK, "credentials", text);
    }

    private void nobody() {
        if (view.callers().isEmpty()) {
            add(
                    Level.OK,
                    "callers",
                    "No workload has asked since the start. Where some should have, see that they are pointed here"
                            + " (credence env), or that the metadata address is redirected (credence doctor).");
        }
    }

    private void add(Level level, String about, String text) {
        findings.add(new Finding(level, about, text));
    }

    private static String names(Set<String> names) {
        String shown = names.stream().limit(NAMED).collect(Collectors.joining(", "));
        return names.size() > NAMED ? shown + " and " + (names.size() - NAMED) + " more" : shown;
    }

    /** Says that there are more than are told. */
    private void more(int number, String what) {
        if (number > MOST) {
            add(
                    Level.FAILING,
                    "credentials",
                    "There are " + (number - MOST) + " more " + what + "; the table has them.");
        }
    }

    /** The words before the code, which only who looks it up wants to know. */
    private static String reason(CredentialStatus status) {
        String error = status.lastError().orElse("nothing is known yet");
        Matcher parts = CODED.matcher(error);
        String about = "back end " + status.backend() + ")";
        return parts.matches() ? parts.group(2) + " (" + parts.group(1) + ", " + about : error + " (" + about;
    }

    private static String sentence(String text) {
        return text.endsWith(".") ? text : text + ".";
    }
}
