package dev.credence.caller;

import dev.credence.config.CallerConfig;
import dev.credence.telemetry.Secret;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out who asks. The first rule that matches wins. Immutable; any thread. */
public final class CallerResolver {
    private static final Logger LOG = LoggerFactory.getLogger(CallerResolver.class);
    /** The first twelve digits are what engines show, and what a workload knows as its host name. */
    private static final Pattern CONTAINER_ID = Pattern.compile("[0-9a-f]{12,64}");

    private final List<CallerRule> rules;
    private final ContainerEngines engines;

    private CallerResolver(List<CallerRule> rules, ContainerEngines engines) {
        this.rules = rules;
        this.engines = engines;
    }

    /** Makes rules that name no container engine ready to match. */
    public static CallerResolver of(List<CallerConfig> callers, Function<Path, Secret> tokens) {
        return of(callers, tokens, ContainerEngines.none());
    }

    /**
     * Makes the configured rules ready to match.
     *
     * @param callers the rules in order
     * @param tokens reads a token file; called here and now, once for each rule that has one
     * @param engines has the engines that the rules name
     */
    public static CallerResolver of(
            List<CallerConfig> callers, Function<Path, Secret> tokens, ContainerEngines engines) {
        List<CallerRule> rules = new ArrayList<>();
        for (CallerConfig caller : callers) {
            rules.add(new CallerRule(
                    rules.size(),
                    caller,
                    caller.tokenFile().map(tokens),
                    caller.docker().map(engines::of).orElse(null)));
        }
        return new CallerResolver(List.copyOf(rules), engines);
    }

    /**
     * The caller as its address alone tells; rules that ask for a token do not match.
     *
     * @return null if a container engine has to be asked
     */
    public @Nullable Caller byAddress(InetAddress address) {
        for (CallerRule rule : rules) {
            if (rule.token().isEmpty() && rule.admitsAddress(address)) {
                return rule.engine() == null ? rule.caller(address) : null;
            }
        }
        return Caller.stranger(address.getHostAddress(), Refusal.NO_RULE);
    }

    /** The caller that the token proves; empty if no rule knows it. Compares in constant time. */
    public Optional<Caller> byToken(InetAddress address, String presented) {
        for (CallerRule rule : rules) {
            if (rule.hasToken(presented) && rule.admitsAddress(address)) {
                return Optional.of(rule.caller(address));
            }
        }
        return Optional.empty();
    }

    /** As {@link #byAddress}, and asks the engines; to be called when a connection has been accepted. Never fails. */
    public Future<Caller> find(InetAddress address) {
        return find(new Question(address, engines.deadline(), false), 0).otherwise(defect -> defect(address, defect));
    }

    /** True if a proxy at that address may say which container asks. */
    public boolean trusts(InetAddress proxy) {
        for (CallerRule rule : rules) {
            if (rule.engine() != null && rule.trusts(proxy)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The container for which a trusted proxy asks. Only rules that trust the proxy can match.
     *
     * @return never fails
     */
    public Future<Caller> findForwarded(InetAddress proxy, String id) {
        if (!CONTAINER_ID.matcher(id).matches()) {
            return Future.succeededFuture(Caller.stranger(proxy.getHostAddress(), Refusal.MALFORMED_CONTAINER_ID));
        }
        Question question = new Question(proxy, engines.deadline(), false);
        return findForwarded(question, id, 0, Refusal.UNKNOWN_CONTAINER).otherwise(defect -> defect(proxy, defect));
    }

    /**
     * Who the same caller is by these rules, from what is known already: for one that was left waiting.
     *
     * @param before whom the rules of the time took it for
     */
    public Caller again(InetAddress address, Caller before) {
        if (before.evidence() instanceof Evidence.OfContainer container) {
            return again(address, container);
        }
        Caller now = byAddress(address);
        return now != null ? now : Caller.stranger(address.getHostAddress(), Refusal.UNDECIDED);
    }

    private static Caller defect(InetAddress address, Throwable defect) {
        LOG.atError().setCause(defect).log("a caller could not be looked for by a defect of the gateway");
        return Caller.stranger(address.getHostAddress(), Refusal.ENGINE_UNAVAILABLE);
    }

    private record Question(InetAddress address, long deadline, boolean hostNetwork) {
        private Question withHostNetwork(boolean found) {
            return found ? new Question(address, deadline, true) : this;
        }
    }

    private Future<Caller> find(Question question, int first) {
        InetAddress address = question.address();
        for (int i = first; i < rules.size(); i++) {
            CallerRule rule = rules.get(i);
            ContainerEngine engine = rule.engine();
            if (rule.token().isPresent() || !rule.admitsAddress(address)) {
                continue;
            }
            if (engine == null) {
                return Future.succeededFuture(rule.caller(address));
            }
            int next = i + 1;
            return engine.at(address, question.deadline()).compose(seen -> {
                if (seen instanceof Sighting.Present present) {
                    return Future.succeededFuture(rule.caller(address, evidence(engine, present, false)));
                }
                if (seen instanceof Sighting.Absent absent) {
                    return Future.succeededFuture(Caller.stranger(address.getHostAddress(), absent.reason()));
                }
                return find(question.withHostNetwork(((Sighting.Elsewhere) seen).hostNetwork()), next);
            });
        }
        Refusal reason = question.hostNetwork() ? Refusal.HOST_NETWORK : Refusal.NO_RULE;
        return Future.succeededFuture(Caller.stranger(address.getHostAddress(), reason));
    }

    private Future<Caller> findForwarded(Question question, String id, int first, Refusal otherwise) {
        InetAddress proxy = question.address();
        for (int i = first; i < rules.size(); i++) {
            CallerRule rule = rules.get(i);
            ContainerEngine engine = rule.engine();
            if (engine != null && rule.trusts(proxy)) {
                int next = i + 1;
                return engine.withId(id, question.deadline()).compose(seen -> {
                    if (seen instanceof Sighting.Present present && rule.admits(present.container())) {
                        return Future.succeededFuture(rule.caller(proxy, evidence(engine, present, true)));
                    }
                    Refusal reason = seen instanceof Sighting.Absent absent ? absent.reason() : otherwise;
                    return findForwarded(question, id, next, reason);
                });
            }
        }
        return Future.succeededFuture(Caller.stranger(proxy.getHostAddress(), otherwise));
    }

    private Caller again(InetAddress address, Evidence.OfContainer known) {
        if (known.lifeline().isCut()) {
            return Caller.stranger(address.getHostAddress(), Refusal.CONTAINER_ENDED);
        }
        for (CallerRule rule : rules) {
            boolean own = known.engine().equals(rule.engine());
            if (known.forwarded()) {
                if (own && rule.trusts(address) && rule.admits(known.container())) {
                    return rule.caller(address, known);
                }
            } else if (rule.token().isEmpty() && rule.admitsAddress(address)) {
                if (rule.engine() == null) {
                    return rule.caller(address);
                }
                return own
                        ? rule.caller(address, known)
                        : Caller.stranger(address.getHostAddress(), Refusal.UNKNOWN_CONTAINER);
            }
        }
        return Caller.stranger(address.getHostAddress(), Refusal.NO_RULE);
    }

    private static Evidence.OfContainer evidence(ContainerEngine engine, Sighting.Present seen, boolean forwarded) {
        return new Evidence.OfContainer(engine, seen.container(), seen.lifeline(), forwarded);
    }
}
