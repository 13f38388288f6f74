package dev.credence.provider.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.config.AwsCredentialConfig;
import dev.credence.config.Configuration;
import dev.credence.config.Written;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.RoleListings;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfiguredRoleTest {
    private static final String BY_CONTAINER = "backend: s, role: '${caller.env.IAM_ROLE}', default-account:"
            + " '111111111111', allowed-roles: ['arn:aws:iam::111111111111:role/*',"
            + " 'arn:aws*:iam::222222222222:role/shared/*']";

    private static ConfiguredRole of(String keys) {
        return of("", keys);
    }

    private static ConfiguredRole of(String sts, String keys) {
        Configuration configuration = Written.yaml("""
                backends:
                  vault: {auth: {token: t}}
                  s: {type: sts, %s}
                  i: {type: ims, address: "http://ims.example"}
                credentials: {c: {provider: aws, %s}}
                """.formatted(sts, keys)).load();
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

    private static String refusal(ConfiguredRole role, CallerFacts caller) {
        return ((Found.Refused) role.offer(caller).first()).failure().code();
    }

    @Test
    void makesTheKeyOfAVaultRoleFromMountRoleAndSession() {
        ConfiguredRole role = of("backend: vault, mount: team/aws, role: app, role-arn:"
                + " 'arn:aws:iam::111111111111:role/app', ttl: 1h");

        assertThat(key(role, CallerFacts.NOBODY).parameters())
                .isEqualTo(Map.of(
                        CredentialKey.MOUNT, "team/aws",
                        CredentialKey.ROLE, "app",
                        CredentialKey.ROLE_ARN, "arn:aws:iam::111111111111:role/app",
                        CredentialKey.SESSION_NAME, "credence-node",
                        CredentialKey.TTL, "3600"));
        assertThat(role.prefetchable()).hasSize(1);
    }

    @Test
    void makesTheKeyOfAListedRoleFromItsNameAlone() {
        ConfiguredRole role = of("backend: i, role: app");

        assertThat(key(role, CallerFacts.NOBODY).parameters()).isEqualTo(Map.of(CredentialKey.ROLE, "app"));
        assertThat(key(role, CallerFacts.NOBODY).backend()).isEqualTo("i");
    }

    @Test
    void makesTheKeyOfAnAssumedRoleFromAllThatShapesIt() {
        ConfiguredRole role = of("""
                backend: s, role: "${caller.env.IAM_ROLE}", default-account: "111111111111", allowed-roles: ["*"],
                ttl: 30m, session-name: "${caller.env.TEAM}", external-id: "${caller.env.EXT}", source-identity: me,
                tags: {b: "${caller.env.TEAM}", a: '"'}, transitive-tags: [b], policy: "{}",
                policy-arns: ["arn:aws:iam::aws:policy/B", "arn:aws:iam::aws:policy/A"]
                """.replace('\n', ' ').replace("a: '\"'", "a: x=y"));

        CredentialKey key = key(role, facts(Map.of("IAM_ROLE", "apps/web", "TEAM", "red", "EXT", "e-1")));

        assertThat(key.parameters())
                .isEqualTo(Map.ofEntries(
                        Map.entry(CredentialKey.ROLE_ARN, "arn:aws:iam::111111111111:role/apps/web"),
                        Map.entry(CredentialKey.SESSION_NAME, "red"),
                        Map.entry(CredentialKey.TTL, "1800"),
                        Map.entry(CredentialKey.EXTERNAL_ID, "e-1"),
                        Map.entry(CredentialKey.SOURCE_IDENTITY, "me"),
                        Map.entry(CredentialKey.TAGS, "{\"a\":\"x=y\",\"b\":\"red\"}"),
                        Map.entry(CredentialKey.TRANSITIVE_TAGS, "[\"b\"]"),
                        Map.entry(CredentialKey.POLICY, "{}"),
                        Map.entry(
                                CredentialKey.POLICY_ARNS,
                                "[\"arn:aws:iam::aws:policy/A\",\"arn:aws:iam::aws:policy/B\"]")));
        assertThat(key.base()).isEmpty();
        assertThat(key.credential()).isEqualTo("c");
    }

    @ParameterizedTest
    @CsvSource({
        "web, web, arn:aws:iam::111111111111:role/web",
        "' web ', web, arn:aws:iam::111111111111:role/web",
        "web@111111111111, web, arn:aws:iam::111111111111:role/web",
        "a/b/web, web, arn:aws:iam::111111111111:role/a/b/web",
        "shared/web@222222222222, web, arn:aws:iam::222222222222:role/shared/web",
        "arn:aws:iam::111111111111:role/web, web, arn:aws:iam::111111111111:role/web",
        "arn:aws-cn:iam::222222222222:role/shared/web, web, arn:aws-cn:iam::222222222222:role/shared/web",
    })
    void assumesTheRoleThatACallerNamesInAnyForm(String named, String listed, String arn) {
        Offer offer = of(BY_CONTAINER).offer(role(named));

        assertThat(offer.names()).containsExactly(listed);
        assertThat(offer.find(listed)).isEqualTo(offer.first());
        assertThat(((Found.Role) offer.first()).key().parameters()).containsEntry(CredentialKey.ROLE_ARN, arn);
    }

    @Test
    void givesCallersWhoNameOneRoleInDifferentFormsTheSameKey() {
        ConfiguredRole byContainer = of(BY_CONTAINER);

        assertThat(key(byContainer, role("web")))
                .isEqualTo(key(byContainer, role("web@111111111111")))
                .isEqualTo(key(byContainer, role("arn:aws:iam::111111111111:role/web")))
                .isNotEqualTo(key(byContainer, role("apps/web")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "web@222222222222",
                "arn:aws:iam::222222222222:role/web",
                "arn:aws:iam::333333333333:role/shared/web",
                "arn:aws-cn:iam::111111111111:role/web",
                "web@333333333333"
            })
    void refusesARoleOutsideTheRules(String named) {
        ConfiguredRole byContainer = of(BY_CONTAINER);

        assertThat(refusal(byContainer, role(named))).isEqualTo("role.not_allowed");
        assertThat(byContainer.offer(role(named)).names()).containsExactly("web");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "web@12", "arn:aws:iam::111111111111:user/web", "../web", "web/", "*"})
    void refusesWhatIsNoRoleUnderTheNameOfTheCredential(String named) {
        ConfiguredRole byContainer = of(BY_CONTAINER);

        assertThat(refusal(byContainer, role(named))).isEqualTo("role.malformed");
        assertThat(byContainer.offer(role(named)).names()).containsExactly("c");
    }

    @Test
    void hasNoRoleForACallerWhoNamesNone() {
        ConfiguredRole byContainer = of(BY_CONTAINER);

        for (CallerFacts caller : new CallerFacts[] {facts(Map.of()), role(""), role("  ")}) {
            assertThat(byContainer.offer(caller).first()).isEqualTo(new Found.NoRole("c"));
            assertThat(byContainer.offer(caller).names()).isEmpty();
        }
        assertThat(byContainer.prefetchable()).isEmpty();
        assertThat(byContainer.isSameForAll()).isFalse();
    }

    @Test
    void givesTheDefaultRoleToACallerWhoNamesNone() {
        ConfiguredRole byContainer = of(BY_CONTAINER + ", default-role: base");

        assertThat(byContainer.offer(role("")).names()).containsExactly("base");
        assertThat(byContainer.offer(facts(Map.of())).names()).containsExactly("base");
        assertThat(byContainer.offer(role("web")).names()).containsExactly("web");
    }

    @Test
    void leavesTheAccountToTheSourceWhereEveryRoleIsAllowedAndNobodySaysWhichItIs() {
        ConfiguredRole anything = of("backend: s, role: '${caller.env.IAM_ROLE}', allowed-roles: ['*']");

        assertThat(key(anything, role("apps/web")).parameters())
                .containsEntry(CredentialKey.ROLE, "apps/web")
                .doesNotContainKey(CredentialKey.ROLE_ARN);
        assertThat(key(anything, role("web@222222222222")).parameters())
                .containsEntry(CredentialKey.ROLE_ARN, "arn:aws:iam::222222222222:role/web")
                .doesNotContainKey(CredentialKey.ROLE);
    }

    @Test
    void takesThePartitionOfTheBackEndsRegion() {
        ConfiguredRole chinese = of("region: cn-north-1", "backend: s, role: web@111111111111");

        assertThat(key(chinese, CallerFacts.NOBODY).parameters())
                .containsEntry(CredentialKey.ROLE_ARN, "arn:aws-cn:iam::111111111111:role/web");
    }

    @Test
    void matchesRolesOfAMetadataServiceByName() {
        ConfiguredRole named = of("backend: i, role: '${caller.env.IAM_ROLE}', allowed-roles: ['app-*']");

        assertThat(key(named, role("app-web")).parameters()).isEqualTo(Map.of(CredentialKey.ROLE, "app-web"));
        assertThat(refusal(named, role("admin"))).isEqualTo("role.not_allowed");
        assertThat(refusal(named, role("app-web/../admin"))).isEqualTo("role.malformed");
        assertThat(refusal(named, role("arn:aws:iam::111111111111:role/app-web")))
                .isEqualTo("role.malformed");
    }

    @ParameterizedTest
    @CsvSource({
        "external-id, EXT, x, role.external_id",
        "external-id, EXT, a b, role.external_id",
        "source-identity, EXT, a:b, role.source_identity",
        "source-identity, EXT, x, role.source_identity",
    })
    void refusesWhatStsWouldNotTake(String key, String variable, String value, String code) {
        ConfiguredRole role = of("backend: s, role: web@111111111111, " + key + ": '${caller.env." + variable + "}'");

        assertThat(refusal(role, facts(Map.of(variable, value)))).isEqualTo(code);
        assertThat(role.offer(facts(Map.of(variable, value))).names()).containsExactly("web");
    }

    @Test
    void refusesATagThatStsWouldNotTake() {
        ConfiguredRole role = of("backend: s, role: web@111111111111, tags: {team: '${caller.env.TEAM}'}");

        assertThat(refusal(role, facts(Map.of("TEAM", "a*b")))).isEqualTo("role.tag");
        assertThat(refusal(role, facts(Map.of("TEAM", "x".repeat(257))))).isEqualTo("role.tag");
    }

    @Test
    void leavesOutWhatACallerLacks() {
        ConfiguredRole role = of(
                "backend: s, role: web@111111111111, external-id: '${caller.env.EXT}', source-identity:"
                        + " '${caller.env.WHO}', tags: {team: '${caller.env.TEAM}', stage: ''}, transitive-tags: [team, stage]");

        assertThat(key(role, facts(Map.of())).parameters())
                .isEqualTo(Map.of(
                        CredentialKey.ROLE_ARN, "arn:aws:iam::111111111111:role/web",
                        CredentialKey.SESSION_NAME, "credence-node",
                        CredentialKey.TAGS, "{\"stage\":\"\"}",
                        CredentialKey.TRANSITIVE_TAGS, "[\"stage\"]"));
    }

    @Test
    void derivesFromTheCredentialThatTheBackEndAsksWith() {
        CredentialKey key = key(of("credentials: {backend: vault, mount: aws, role: hub}", BY_CONTAINER), role("web"));

        CredentialKey base = key.base().orElseThrow();
        assertThat(base.backend()).isEqualTo("vault");
        assertThat(base.credential()).isEqualTo("c");
        assertThat(base.parameters())
                .isEqualTo(Map.of(
                        CredentialKey.MOUNT, "aws",
                        CredentialKey.ROLE, "hub",
                        CredentialKey.SESSION_NAME, "credence-node"));
        assertThat(key.backend()).isEqualTo("s");
        assertThat(key.parameters()).containsKey(CredentialKey.ROLE_ARN);
    }

    @Test
    void asksAMetadataServiceForTheBaseByNameAlone() {
        CredentialKey key = key(of("credentials: {backend: i, role: hub}", BY_CONTAINER), role("web"));

        assertThat(key.base().orElseThrow().parameters()).isEqualTo(Map.of(CredentialKey.ROLE, "hub"));
    }

    @Test
    void tellsPeopleWhichOfManyRolesAKeyIsFor() {
        assertThat(key(of(BY_CONTAINER), role("web")).variant()).contains("arn:aws:iam::111111111111:role/web");
        assertThat(key(of("backend: i, role: app"), CallerFacts.NOBODY).variant())
                .contains("app");
        assertThat(key(of("backend: vault, role: app"), CallerFacts.NOBODY).variant())
                .isEmpty();
    }
}
