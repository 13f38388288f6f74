package dev.credence.caller.docker;

import dev.credence.caller.Container;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The searches that are under way, by what they look for; each is told when that may have come. Belongs to one context. */
final class SearchTable {
    private final Map<Quarry, Set<Search>> searches = new LinkedHashMap<>();

    void add(Search search) {
        searches.computeIfAbsent(search.quarry(), absent -> new LinkedHashSet<>())
                .add(search);
    }

    void remove(Search search) {
        Set<Search> same = searches.get(search.quarry());
        if (same != null && same.remove(search) && same.isEmpty()) {
            searches.remove(search.quarry());
        }
    }

    /** Something new is known of that container. */
    void wake(Container container) {
        List<Quarry> waiting = searches.keySet().stream()
                .filter(quarry -> quarry.isMetBy(container))
                .toList();
        waiting.forEach(this::wake);
    }

    void wakeAll() {
        List.copyOf(searches.keySet()).forEach(this::wake);
    }

    /** The engine is asked no more. */
    void endAll() {
        searches.values().stream().flatMap(Set::stream).toList().forEach(Search::abandon);
    }

    private void wake(Quarry quarry) {
        List.copyOf(searches.getOrDefault(quarry, Set.of())).forEach(Search::step);
    }
}
