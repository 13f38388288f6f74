package dev.credence.gateway;

import dev.credence.caller.Caller;
import dev.credence.caller.RecentCallers;
import dev.credence.caller.Refusal;
import dev.credence.provider.AuditLog;
import dev.credence.provider.Exchange;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** Tells who was recognised and who was not: meters, audit log, status page. With each connection at most; any thread. */
public final class Recognition {
    private final RecentCallers recent;
    private final MeterRegistry registry;

    public Recognition(RecentCallers recent, MeterRegistry registry) {
        this.recent = recent;
        this.registry = registry;
    }

    /** The address alone told. */
    void byAddress(Caller caller) {
        recent.note(caller);
    }

    /** An engine was asked who sent that. */
    void found(Exchange exchange) {
        Caller caller = exchange.caller();
        recent.note(caller);
        count(caller.refusal().map(Refusal::label).orElse("recognised"));
        caller.refusal()
                .filter(reason -> reason != Refusal.NO_RULE)
                .ifPresent(reason -> AuditLog.unrecognised(caller, reason, exchange));
    }

    /** The container that the connection was of has ended. */
    void ended(Caller stranger) {
        recent.note(stranger);
        count(Refusal.CONTAINER_ENDED.label());
        AuditLog.ended(stranger);
    }

    private void count(String outcome) {
        Counter.builder("credence.callers")
                .description("Connections, and requests of trusted proxies, for which container engines were asked")
                .tag("outcome", outcome)
                .register(registry)
                .increment();
    }
}
