package dev.credence.credential;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The keys that are held, at most so many. When the table is full, the least used key of the caller that holds most
 * makes room, so one caller that asks for ever new keys only pushes out its own. Belongs to the service's context.
 */
final class KeyTable {
    private final int capacity;
    private final Map<CredentialKey, CredentialEntry> entries = new LinkedHashMap<>();
    private final Map<String, Integer> keysOfOwner = new HashMap<>();

    KeyTable(int capacity) {
        this.capacity = capacity;
    }

    @Nullable
    CredentialEntry find(CredentialKey key) {
        return entries.get(key);
    }

    Collection<CredentialEntry> entries() {
        return entries.values();
    }

    int size() {
        return entries.size();
    }

    boolean isFull() {
        return entries.size() >= capacity;
    }

    void add(CredentialEntry entry) {
        entries.put(entry.key(), entry);
        keysOfOwner.merge(entry.owner(), 1, Integer::sum);
    }

    void remove(CredentialEntry entry) {
        if (entries.remove(entry.key(), entry)) {
            keysOfOwner.merge(entry.owner(), -1, KeyTable::sumUnlessZero);
        }
    }

    /** The entry that has to go when {@code owner} brings one more key; empty if it must be refused. */
    Optional<CredentialEntry> victimFor(String owner, long nowNanos) {
        int own = keysOfOwner.getOrDefault(owner, 0);
        return entries.values().stream()
                .filter(entry -> !entry.isPrefetched() && entry.flight() == null)
                .filter(entry -> entry.owner().equals(owner) || keysOfOwner.getOrDefault(entry.owner(), 0) > own + 1)
                .max(Comparator.<CredentialEntry>comparingInt(entry -> keysOfOwner.getOrDefault(entry.owner(), 0))
                        .thenComparing(entry -> entry.sinceLastUse(nowNanos)));
    }

    /** The keys of the same credential as {@code key} that {@code owner} brought. */
    List<CredentialEntry> variants(CredentialKey key, String owner) {
        return entries.values().stream()
                .filter(entry -> entry.owner().equals(owner))
                .filter(entry -> entry.key().cloud() == key.cloud()
                        && entry.key().credential().equals(key.credential()))
                .toList();
    }

    /** True while a credential made from that key's is held or being made. */
    boolean isBase(CredentialKey key) {
        return entries.keySet().stream()
                .anyMatch(other -> other.base().filter(key::equals).isPresent());
    }

    private static @Nullable Integer sumUnlessZero(int held, int change) {
        return held + change == 0 ? null : held + change;
    }
}
