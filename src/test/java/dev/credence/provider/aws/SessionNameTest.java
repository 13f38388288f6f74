package dev.credence.provider.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.config.AwsCredentialConfig;
import dev.credence.config.Configuration;
import dev.credence.config.Written;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.RoleListings;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class SessionNameTest {
    private static ConfiguredRole of(String keys) {
        Configuration configuration =
                Written.yaml("credentials: {c: {provider: aws, " + keys + "}}").load();
        return new ConfiguredRole(
                (AwsCredentialConfig) configuration.credentials().get("c"),
                configuration,
                new RoleListings(),
                "credence-node");
    }

    private static CallerFacts facts(Map<String, String> environment) {
        return new CallerFacts("web-1", environment, Map.of());
    }

    private static CallerFacts role(String role) {
        return facts(Map.of("IAM_ROLE", role));
    }

    private static CredentialKey key(ConfiguredRole role, CallerFacts caller) {
        return ((Found.Role) role.offer(caller).first()).key();
    }

    @Test
    void namesTheSessionAfterTheNodeUnlessToldOtherwise() {
        assertThat(session(key(of("backend: vault, role: app"), CallerFacts.NOBODY)))
                .isEqualTo("credence-node");
        assertThat(session(key(of("backend: vault, role: app, session-name: '${caller.env.TEAM}'"), facts(Map.of()))))
                .isEqualTo("credence-node");
    }

    @Test
    void sharesOneKeyWhereNothingRefersToTheCaller() {
        ConfiguredRole role = of("backend: vault, role: app, session-name: app");

        assertThat(key(role, role("one"))).isSameAs(key(role, role("other")));
        assertThat(role.isSameForAll()).isTrue();
    }

    @Property
    void keepsCallersApartWhoseNameTheSessionHolds(@ForAll String one, @ForAll String other) {
        ConfiguredRole role = of("backend: vault, role: app, session-name: 's-${caller.name}'");

        assertThat(key(role, new CallerFacts(one, Map.of(), Map.of()))
                        .equals(key(role, new CallerFacts(other, Map.of(), Map.of()))))
                .isEqualTo(one.equals(other));
    }

    @Property
    void givesStsASessionNameThatItTakes(@ForAll String caller) {
        ConfiguredRole role = of("backend: vault, role: app, session-name: '${caller.name}'");

        assertThat(session(key(role, new CallerFacts(caller, Map.of(), Map.of()))))
                .matches("[\\w+=,.@-]{2,64}");
    }

    private static String session(CredentialKey key) {
        return Optional.ofNullable(key.parameters().get(CredentialKey.SESSION_NAME))
                .orElse("");
    }

    @Property(tries = 50)
    void cutsNoNameToAnothersKey(@ForAll @AlphaChars @StringLength(min = 65, max = 80) String start) {
        ConfiguredRole role = of("backend: vault, role: app, session-name: '${caller.name}'");

        assertThat(key(role, new CallerFacts(start + "1", Map.of(), Map.of())))
                .isNotEqualTo(key(role, new CallerFacts(start + "2", Map.of(), Map.of())));
    }
}
