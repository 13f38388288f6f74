package dev.credence.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which back ends are written and of what kind, whether the rest of them could be read or not: a credential that names
 * one is not at fault.
 */
final class BackendKinds {
    private final Map<String, Optional<BackendKind>> byName = new LinkedHashMap<>();

    private BackendKinds() {}

    static BackendKinds of(Section root) {
        BackendKinds kinds = new BackendKinds();
        if (BackendBinder.isAbsent(root.branch())) {
            kinds.byName.put(BackendBinder.DEFAULT_NAME, Optional.of(BackendKind.VAULT));
            return kinds;
        }
        Section written = root.section("backends");
        written.branch().children().keySet().forEach(name -> kinds.byName.put(name, kind(written.section(name))));
        return kinds;
    }

    private static Optional<BackendKind> kind(Section backend) {
        return backend.isBroken("type")
                ? Optional.empty()
                : BackendKind.ofLabel(backend.text("type").orElse(BackendKind.VAULT.label()));
    }

    Set<String> names() {
        return byName.keySet();
    }

    /** Empty if there is none of that name, or nothing that could be read says what it is. */
    Optional<BackendKind> of(String name) {
        return byName.getOrDefault(name, Optional.empty());
    }
}
