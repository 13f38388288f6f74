package dev.credence.provider.aws;

import dev.credence.telemetry.RequestMeters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Meters of the instance metadata endpoint.
 *
 * @param v1 counters of version 1 requests by rule
 * @param registry where the count of version 1 requests goes, by the rule that the caller matched
 */
record ImdsMeters(
        RequestMeters.Endpoint token,
        RequestMeters.Endpoint list,
        RequestMeters.Endpoint credentials,
        RequestMeters.Endpoint metadata,
        Map<String, Counter> v1,
        MeterRegistry registry) {

    static ImdsMeters of(RequestMeters meters, MeterRegistry registry) {
        return new ImdsMeters(
                meters.endpoint("imds_token"),
                meters.endpoint("imds_list"),
                meters.endpoint("imds_credentials"),
                meters.endpoint("imds_metadata"),
                new ConcurrentHashMap<>(),
                registry);
    }

    void countV1(String caller) {
        v1.computeIfAbsent(caller, this::v1Counter).increment();
    }

    private Counter v1Counter(String caller) {
        return Counter.builder("credence.imds.v1.requests")
                .description("Requests for instance metadata without a session token, served or not")
                .tag("caller", caller)
                .register(registry);
    }
}
