package dev.credence.provider.aws;

import dev.credence.caller.Caller;
import dev.credence.config.CallerConfig;
import dev.credence.config.CredentialConfig;
import dev.credence.credential.CredentialKey;
import dev.credence.telemetry.Cloud;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
        this.nothing = AwsGrants.of(List.of(), listAll, node, now);
        for (CallerConfig caller : callers) {
            List<CredentialConfig> own = caller.credentials().stream()
                    .map(credentials::get)
                    .filter(credential -> credential != null && credential.provider() == Cloud.AWS)
                    .toList();
            byRule.add(AwsGrants.of(own, listAll, node, now));
        }
        for (CredentialConfig credential : credentials.values()) {
            if (credential.provider() == Cloud.AWS) {
                names.add(credential.name());
                names.add(credential.listedName());
            }
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
