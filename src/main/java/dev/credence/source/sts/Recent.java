package dev.credence.source.sts;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What was learned a short while ago; of too much, what was unused for longest is forgotten. Belongs to one context. */
final class Recent<K, V> {
    private static final int MOST = 1_000;

    private final long life;
    private final Map<K, Learned<V>> learned = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, Learned<V>> eldest) {
            return size() > MOST;
        }
    };

    private record Learned<V>(V value, long at) {}

    Recent(Duration life) {
        this.life = life.toNanos();
    }

    void learn(K key, V value, long now) {
        learned.put(key, new Learned<>(value, now));
    }

    Optional<V> recall(K key, long now) {
        Learned<V> known = learned.get(key);
        if (known != null && now - known.at >= life) {
            learned.remove(key);
            known = null;
        }
        return Optional.ofNullable(known).map(Learned::value);
    }
}
