package dev.credence.provider.aws;

import dev.credence.caller.Caller;
import dev.credence.config.CallerTemplate;
import java.util.Map;
import java.util.Optional;

/** What templates take from a caller. */
record CallerFacts(String name, Map<String, String> environment, Map<String, String> labels) {
    /** For what is the same for all callers. */
    static final CallerFacts NOBODY = new CallerFacts("", Map.of(), Map.of());

    static CallerFacts of(Caller caller) {
        return new CallerFacts(caller.name(), caller.environment(), caller.labels());
    }

    /** Empty if the caller lacks something that the template refers to. */
    Optional<String> fill(CallerTemplate template) {
        return template.fill(name, environment, labels);
    }

    /** With nothing where the caller lacks something. */
    String fillWhatIsThere(CallerTemplate template) {
        return template.fillWhatIsThere(name, environment, labels);
    }
}
