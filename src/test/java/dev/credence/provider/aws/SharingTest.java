package dev.credence.provider.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.config.AwsCredentialConfig;
import dev.credence.config.Configuration;
import dev.credence.config.Written;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.RoleListings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Two callers share a credential exactly when they would have been issued the same. */
class SharingTest {
    private static final ConfiguredRole ROLE = role("""
            backend: s, role: "${caller.env.ROLE}", allowed-roles: ["*"], external-id: "${caller.env.EXTERNAL}",
            session-name: "${caller.env.SESSION}", source-identity: "${caller.env.SOURCE}",
            tags: {a: "${caller.env.TAG_A}", b: "${caller.env.TAG_B}", "a=b": "${caller.env.TAG_C}"},
            transitive-tags: [a, b]
            """);

    private static ConfiguredRole role(String keys) {
        Configuration configuration = Written.yaml("backends: {s: {type: sts}}\ncredentials: {c: {provider: aws, "
                        + keys.replace('\n', ' ') + "}}")
                .load();
        return new ConfiguredRole(
                (AwsCredentialConfig) configuration.credentials().get("c"), configuration, new RoleListings(), "node");
    }

    private static CredentialKey key(ConfiguredRole role, Map<String, String> environment) {
        return ((Found.Role) role.offer(new CallerFacts("web", environment, Map.of()))
                        .first())
                .key();
    }

    /** Few values, so that callers are often equal, chosen so that their parts could be taken for one another. */
    @Provide
    Arbitrary<Map<String, String>> callers() {
        Arbitrary<String> role = Arbitraries.of(
                "app",
                "b/app",
                "app@111111111111",
                "app@222222222222",
                "arn:aws:iam::111111111111:role/b/app",
                "arn:aws-cn:iam::111111111111:role/app");
        Arbitrary<String> text = Arbitraries.of("", "aa", "ab", "aa,bb", "bb=aa");
        Arbitrary<String> tag = Arbitraries.of("", "x", "x=y", "x:a=y", " ", "=", "b=x");
        return Combinators.combine(role, text, text, text, tag, tag, tag)
                .as((named, external, session, source, a, b, c) -> {
                    Map<String, String> environment = new HashMap<>();
                    environment.put("ROLE", named);
                    environment.put("EXTERNAL", external);
                    environment.put("SESSION", session);
                    environment.put("SOURCE", source);
                    environment.put("TAG_A", a);
                    environment.put("TAG_B", b);
                    environment.put("TAG_C", c);
                    return environment;
                });
    }

    @Property(tries = 5000)
    void callersShareAKeyExactlyWhenNothingThatShapesTheirSessionsDiffers(
            @ForAll("callers") Map<String, String> one, @ForAll("callers") Map<String, String> other) {
        assertThat(key(ROLE, one).equals(key(ROLE, other))).isEqualTo(one.equals(other));
    }

    @Property(tries = 200)
    void anyOneDifferenceKeepsThemApart(
            @ForAll("callers") Map<String, String> one, @ForAll("callers") Map<String, String> other) {
        one.keySet().forEach(variable -> {
            Map<String, String> changed = new HashMap<>(one);
            changed.put(variable, other.getOrDefault(variable, ""));

            assertThat(key(ROLE, changed).equals(key(ROLE, one))).isEqualTo(changed.equals(one));
        });
    }

    @Property(tries = 200)
    void whatDoesNotShapeTheSessionKeepsNobodyApart(
            @ForAll("callers") Map<String, String> caller, @ForAll String name, @ForAll String other) {
        Map<String, String> more = new HashMap<>(caller);
        more.put("SOMETHING_ELSE", other);

        Found sibling =
                ROLE.offer(new CallerFacts(name, more, Map.of("label", other))).first();

        assertThat(sibling).isEqualTo(new Found.Role("c", key(ROLE, caller)));
    }

    /** What the configuration says shapes the session too. */
    @Property(tries = 100)
    void credentialsThatDifferInPoliciesNeverShare(
            @ForAll("policies") List<String> one, @ForAll("policies") List<String> other) {
        assertThat(key(role(fixed(one)), Map.of()).equals(key(role(fixed(other)), Map.of())))
                .isEqualTo(one.equals(other));
    }

    private static String fixed(List<String> policies) {
        return "backend: s, role: app, policy: '" + policies.get(0) + "', policy-arns: [" + policies.get(1) + "]";
    }

    @Provide
    Arbitrary<List<String>> policies() {
        return Combinators.combine(
                        Arbitraries.of("{}", "{\"Version\":\"2012-10-17\"}", "{ }"),
                        Arbitraries.of(
                                "",
                                "\"arn:aws:iam::aws:policy/A\"",
                                "\"arn:aws:iam::aws:policy/A\", \"arn:aws:iam::aws:policy/B\""))
                .as(List::of);
    }
}
