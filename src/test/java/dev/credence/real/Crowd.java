package dev.credence.real;

import dev.credence.real.Workload.Given;
import dev.credence.testing.GatewayProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Containers that all look for their credentials at the same moment; how long that took is printed, for people. */
final class Crowd {
    private static final int PATIENCE_SECONDS = 60;

    private final GatewayProcess gateway;

    private record Served(String address, Given given, long nanos) {}

    Crowd(GatewayProcess gateway) {
        this.gateway = gateway;
    }

    /** What each of the containers at these addresses got. */
    Map<String, Given> start(List<String> addresses) throws Exception {
        var together = new CyclicBarrier(addresses.size());
        var containers = Executors.newFixedThreadPool(addresses.size());
        try {
            List<Future<Served>> asked = new ArrayList<>();
            addresses.forEach(address -> asked.add(containers.submit(() -> ask(address, together))));
            Map<String, Given> given = new TreeMap<>();
            List<Long> times = new ArrayList<>();
            for (var one : asked) {
                var served = one.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
                given.put(served.address(), served.given());
                times.add(TimeUnit.NANOSECONDS.toMillis(served.nanos()));
            }
            times.sort(null);
            System.out.printf(
                    "%d containers at once: half of them had credentials after %d ms, all after %d ms; %d within a second%n",
                    times.size(),
                    times.get(times.size() / 2),
                    times.get(times.size() - 1),
                    times.stream().filter(millis -> millis <= 1000).count());
            return given;
        } finally {
            containers.shutdownNow();
        }
    }

    private Served ask(String address, CyclicBarrier together) throws Exception {
        together.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        long began = System.nanoTime();
        try (var workload = Workload.at(address, gateway)) {
            var given = workload.credentials().orElseThrow();
            return new Served(address, given, System.nanoTime() - began);
        }
    }
}
