package dev.credence.testing;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A container that runs at a {@link FakeDocker}.
 *
 * @param started as engines write it
 * @param mode of its network, as in {@code docker run --network}
 */
public record FakeContainer(
        String id,
        String name,
        String started,
        String mode,
        List<String> addresses,
        Map<String, String> environment,
        Map<String, String> labels) {
    private static final AtomicInteger COUNT = new AtomicInteger();

    /** One on the usual network, with that address and a role of its own name. */
    public static FakeContainer of(String name, String... addresses) {
        int number = COUNT.incrementAndGet();
        return new FakeContainer(
                "%08x".formatted(number) + "c0ffee" + "0".repeat(50),
                name,
                "2026-03-01T09:00:%02d.123456789Z".formatted(number % 60),
                "bridge",
                List.of(addresses),
                Map.of("PATH", "/bin", "IAM_ROLE", name + "-role", "SECRET", FakeVault.CANARY + "-environment"),
                Map.of("team", name + "-team", "secret", FakeVault.CANARY + "-label"));
    }

    /** The same one, started again. */
    public FakeContainer startedAt(String again) {
        return new FakeContainer(id, name, again, mode, addresses, environment, labels);
    }

    /** With another mode of its network. */
    public FakeContainer mode(String other) {
        return new FakeContainer(id, name, started, other, addresses, environment, labels);
    }

    /** With other addresses. */
    public FakeContainer at(String... others) {
        return new FakeContainer(id, name, started, mode, List.of(others), environment, labels);
    }

    /** With one more variable. */
    public FakeContainer with(String variable, String value) {
        Map<String, String> more = new LinkedHashMap<>(environment);
        more.put(variable, value);
        return new FakeContainer(id, name, started, mode, addresses, more, labels);
    }

    /** Without that variable. */
    public FakeContainer without(String variable) {
        Map<String, String> fewer = new LinkedHashMap<>(environment);
        fewer.remove(variable);
        return new FakeContainer(id, name, started, mode, addresses, fewer, labels);
    }
}
