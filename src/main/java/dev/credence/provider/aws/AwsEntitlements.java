package dev.credence.provider.aws;

import dev.credence.caller.Caller;
import dev.credence.config.AwsCredentialConfig;
import dev.credence.config.CallerConfig;
import dev.credence.config.CredentialConfig;
import dev.credence.credential.CredentialKey;
import dev.credence.provider.KeyTemplate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Which caller may have which AWS credential; worked out once from the configuration. Immutable; any thread. */
final class AwsEntitlements {
    private final List<AwsGrants> byRule = new ArrayList<>();
    private final AwsGrants nothing;
    private final Set<String> names = new LinkedHashSet<>();

    AwsEntitlements(
            List<CallerConfig> callers,
            Map<String, CredentialConfig> credentials,
            boolean listAll,
            String node,
            Instant now) {
        this.nothing = AwsGrants.of(List.of(), listAll, now);
        // One grant for each credential, whoever may have it: a hit then finds its document by the very same key.
        Map<String, AwsGrants.Grant> grants = new LinkedHashMap<>();
        for (CredentialConfig credential : credentials.values()) {
            if (credential instanceof AwsCredentialConfig aws) {
                names.add(credential.name());
                names.add(credential.listedName());
                KeyTemplate key = new KeyTemplate(aws, node);
                grants.put(credential.name(), new AwsGrants.Grant(credential.listedName(), credential.name(), key));
            }
        }
        for (CallerConfig caller : callers) {
            List<AwsGrants.Grant> own = caller.credentials().stream()
                    .flatMap(name -> Stream.ofNullable(grants.get(name)))
                    .toList();
            byRule.add(AwsGrants.of(own, listAll, now));
        }
    }

    /** What the caller may have. */
    AwsGrants of(Caller caller) {
        return caller.isKnown() ? byRule.get(caller.rule()) : nothing;
    }

    /** True if there is a credential of that name at all. */
    boolean exists(String name) {
        return names.contains(name);
    }

    /** The keys that can be fetched before anyone asks. */
    Set<CredentialKey> prefetchable() {
        Set<CredentialKey> keys = new LinkedHashSet<>();
        byRule.forEach(
                rule -> rule.grants().forEach(grant -> grant.key().fixed().ifPresent(keys::add)));
        return keys;
    }
}
