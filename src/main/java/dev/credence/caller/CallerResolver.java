package dev.credence.caller;

import dev.credence.config.CallerConfig;
import dev.credence.telemetry.Secret;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Finds out who asks. The first rule that matches wins. Immutable; any thread. */
public final class CallerResolver {
    private final List<CallerRule> rules;

    private CallerResolver(List<CallerRule> rules) {
        this.rules = rules;
    }

    /**
     * Makes the configured rules ready to match.
     *
     * @param callers the rules in order
     * @param tokens reads a token file; called here and now, once for each rule that has one
     */
    public static CallerResolver of(List<CallerConfig> callers, Function<Path, Secret> tokens) {
        List<CallerRule> rules = new ArrayList<>();
        for (CallerConfig caller : callers) {
            rules.add(new CallerRule(rules.size(), caller, caller.tokenFile().map(tokens)));
        }
        return new CallerResolver(List.copyOf(rules));
    }

    /** The caller as its address alone tells; rules that ask for a token do not match. */
    public Caller byAddress(InetAddress address) {
        for (CallerRule rule : rules) {
            if (rule.token().isEmpty() && rule.admitsAddress(address)) {
                return rule.caller(address);
            }
        }
        return Caller.stranger(address.getHostAddress());
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
}
