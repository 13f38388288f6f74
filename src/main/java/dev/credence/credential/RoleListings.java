package dev.credence.credential;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Which roles back ends say that they have, where the configuration leaves that to them: written by the sources, read by
 * those who list roles to workloads. Any thread.
 */
public final class RoleListings {
    private final Map<String, List<String>> byBackend = new ConcurrentHashMap<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    /** The roles of that back end, in its own order; empty before it has told them for the first time. */
    public Optional<List<String>> of(String backend) {
        return Optional.ofNullable(byBackend.get(backend));
    }

    /** The back end has told its roles; those who want to know are told at once if they are others than before. */
    public void put(String backend, List<String> roles) {
        List<String> now = List.copyOf(roles);
        if (!now.equals(byBackend.put(backend, now))) {
            listeners.forEach(Runnable::run);
        }
    }

    /** Calls {@code changed} after each change, on the thread of whoever made it. */
    public void onChange(Runnable changed) {
        listeners.add(changed);
    }
}
