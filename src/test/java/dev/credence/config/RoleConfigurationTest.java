package dev.credence.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoleConfigurationTest {
    private static final String BACKENDS =
            "backends: {vault: , s: {type: sts, region: eu-west-1}, i: {type: ims, address: 'http://ims.example'}}\n";

    @Test
    void readsEverythingThatShapesASession() {
        Configuration configuration = Written.yaml(BACKENDS + """
                credentials:
                  c:
                    provider: aws
                    backend: s
                    role: "${caller.env.IAM_ROLE}"
                    external-id: "${caller.env.IAM_EXTERNAL_ID}"
                    default-role: apps/web
                    default-account: "012345678901"
                    allowed-roles: ["arn:aws:iam::012345678901:role/apps/*"]
                    session-name: "${caller.label.team}-${caller.name}"
                    tags: {team: "${caller.label.team}", stage: live, empty: ""}
                    transitive-tags: [team]
                    source-identity: "${caller.name}"
                    policy: '{"Version": "2012-10-17", "Statement": []}'
                    policy-arns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"]
                """).load();

        AwsCredentialConfig credential =
                (AwsCredentialConfig) configuration.credentials().get("c");
        assertThat(credential.isNamedByCallers()).isTrue();
        assertThat(credential.listedName()).isEmpty();
        assertThat(credential.sessionName()).contains("${caller.label.team}-${caller.name}");
        assertThat(credential.assumeRole())
                .isEqualTo(new AssumeRoleConfig(
                        Optional.of("${caller.env.IAM_EXTERNAL_ID}"),
                        Optional.of("apps/web"),
                        Optional.of("012345678901"),
                        List.of("arn:aws:iam::012345678901:role/apps/*"),
                        Map.of("team", "${caller.label.team}", "stage", "live", "empty", ""),
                        List.of("team"),
                        Optional.of("${caller.name}"),
                        Optional.of("{\"Version\": \"2012-10-17\", \"Statement\": []}"),
                        List.of("arn:aws:iam::aws:policy/ReadOnlyAccess")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "backend: s, role: app, default-account: '123456789012' | app",
                "backend: s, role: app@123456789012 | app",
                "backend: s, role: 'arn:aws:iam::123456789012:role/team/app' | app",
                "backend: s, role: team/app | app",
                "backend: s, role: app, name: other | other",
                "backend: i, role: app | app",
                "backend: i, role: '*' | ''",
                "backend: i, role: '${caller.env.R}', allowed-roles: ['*'] | ''",
                "backend: i, role: '${caller.env.R}', allowed-roles: ['app-*'], default-role: app-web | ''",
                "backend: s, role: '${caller.env.R}', allowed-roles: ['*'] | ''",
                "backend: s, role: '${caller.env.R}', allowed-roles: ['*'], name: role | role",
                "backend: vault, role: app, session-name: '${caller.env.TEAM}' | app",
            })
    void takesEachWayToNameARole(String keys, String listed) {
        Configuration configuration = Written.yaml(BACKENDS + "credentials: {c: {provider: aws, " + keys + "}}")
                .load();

        assertThat(configuration.credentials().get("c").listedName()).isEqualTo(listed);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "provider: aws, backend: vault, role: '*' | role: \"*\" is for aws and back ends of type ims, which"
                        + " list their roles; name one role of the secrets engine",
                "provider: aws, backend: s, role: '*' | role: \"*\" is for aws and back ends of type ims, which list"
                        + " their roles; name one role of the secrets engine",
                "provider: azure, backend: vault, role: '*' | role: \"*\" is for aws and back ends of type ims, which"
                        + " list their roles; name one role of the secrets engine",
                "provider: aws, backend: i, role: '*', name: x | name: \"x\" is one name for every role that the back"
                        + " end lists; remove it",
                "provider: aws, backend: vault, role: '${caller.env.R}' | role: \"${caller.env.R}\" lets callers"
                        + " choose, which is for aws and back ends of type sts and ims; name one role of the secrets"
                        + " engine",
                "provider: gcp, backend: vault, role: '${caller.env.R}' | role: \"${caller.env.R}\" lets callers"
                        + " choose, which is for aws and back ends of type sts and ims; name one role of the secrets"
                        + " engine",
                "provider: gcp, backend: s, role: a | backend: \"s\" is of type sts, which has credentials for aws"
                        + " only; name one of type vault",
                "provider: gcp, backend: vault, role: a, external-id: abc | external-id: \"abc\" is for aws, and this"
                        + " credential is for gcp; remove it",
                "provider: gcp, backend: vault, role: a, tags: {a: b} | tags: is for aws, and this credential is for"
                        + " gcp; remove it",
                "provider: aws, backend: vault, role: a, tags: {a: b} | tags: is for back ends of type sts, and this"
                        + " credential is from one of type vault; remove it",
                "provider: aws, backend: vault, role: a, allowed-roles: [x] | allowed-roles: is for back ends of type"
                        + " sts and ims, and this credential is from one of type vault; remove it",
                "provider: aws, backend: s, role: a, mount: aws | mount: \"aws\" is for back ends of type vault, and"
                        + " this credential is from one of type sts; remove it",
                "provider: aws, backend: i, role: a, ttl: 1h | ttl: \"1h\" is for back ends of type vault and sts, and"
                        + " this credential is from one of type ims; remove it",
                "provider: aws, backend: s, role: 'a@12' | role: \"a@12\" is not a role; write its name,"
                        + " name@123456789012, path/name or arn:aws:iam::123456789012:role/name",
                "provider: aws, backend: s, role: '${caller.env.R}' | allowed-roles: is missing, so callers could name"
                        + " any role that this gateway can get; list what they may have, like"
                        + " [\"arn:aws:iam::123456789012:role/apps/*\"], or write [\"*\"] for any",
                "provider: aws, backend: i, role: '${caller.env.R}' | allowed-roles: is missing, so callers could name"
                        + " any role that this gateway can get; list what they may have, like [\"app-*\"], or write"
                        + " [\"*\"] for any",
                "provider: aws, backend: s, role: '${caller.env.R}', allowed-roles: ['arn:aws:iam::1*'] |"
                        + " default-account: is missing: allowed-roles describe whole ARNs, and a role may be named"
                        + " without its account",
                "provider: aws, backend: s, role: '${caller.env.R}', default-account: '123456789012', allowed-roles:"
                        + " ['apps/*'] | allowed-roles: apps/* describes no ARN; write it like"
                        + " arn:aws:iam::123456789012:role/apps/*, or * for any role",
                "provider: aws, backend: s, role: '${caller.env.R}', default-account: '123456789012', default-role:"
                        + " admin, allowed-roles: ['arn:aws:iam::123456789012:role/apps/*'] | default-role:"
                        + " arn:aws:iam::123456789012:role/admin is not among the allowed-roles; add it there, or name"
                        + " one of them",
                "provider: aws, backend: s, role: admin, default-account: '123456789012', allowed-roles:"
                        + " ['arn:aws:iam::123456789012:role/apps/*'] | role:"
                        + " arn:aws:iam::123456789012:role/admin is not among the allowed-roles; add it there, or name"
                        + " one of them",
                "provider: aws, backend: i, role: '${caller.env.R}', default-role: admin, allowed-roles: ['app-*'] |"
                        + " default-role: admin is not among the allowed-roles; add it there, or name one of them",
                "provider: aws, backend: i, role: a/b | role: a/b is not the name of a role; a name may have up to 64"
                        + " letters, digits and _ + = , . @ -",
                "provider: aws, backend: i, role: '${caller.env.R}', default-role: a/b, allowed-roles: ['*'] |"
                        + " default-role: a/b is not the name of a role; a name may have up to 64 letters, digits and"
                        + " _ + = , . @ -",
                "provider: aws, backend: s, role: a, default-role: b | default-role: is for a role that callers name;"
                        + " remove it, or write ${caller...}",
                "provider: aws, backend: s, role: '${caller.env.R}', default-role: 'b@1', allowed-roles: ['*'] |"
                        + " default-role: b@1 is not a role; write its name, name@123456789012, path/name or"
                        + " arn:aws:iam::123456789012:role/name",
                "provider: aws, backend: s, role: a, default-account: 12 | default-account: \"12\" is not an account;"
                        + " write its 12 digits",
                "provider: aws, backend: s, role: a, external-id: x | external-id: \"x\" is not an external id, which"
                        + " has 2 to 1224 letters, digits and _ + = , . @ : / -",
                "provider: aws, backend: s, role: a, external-id: '${caller.ENV.x}' | external-id: \"${caller.ENV.x}\""
                        + " holds ${caller.ENV.x}, which is unknown; write ${caller.name}, ${caller.env.NAME} or"
                        + " ${caller.label.KEY}",
                "provider: aws, backend: s, role: a, session-name: '${caller.env.a-b}' | session-name:"
                        + " \"${caller.env.a-b}\" holds ${caller.env.a-b}, which is unknown; write ${caller.name},"
                        + " ${caller.env.NAME} or ${caller.label.KEY}",
                "provider: aws, backend: s, role: a, source-identity: a b | source-identity: \"a b\" is not a source"
                        + " identity, which has 2 to 64 letters, digits and _ + = , . @ -",
                "provider: aws, backend: s, role: a, tags: {'aws:x': b} | tags.aws:x: a key of a tag has up to 128"
                        + " letters, digits, spaces and _ . : / = + - @, and does not begin with aws:",
                "provider: aws, backend: s, role: a, tags: {A: b, a: c} | tags.a: is written twice: AWS does not tell"
                        + " upper from lower case in keys of tags",
                "provider: aws, backend: s, role: a, tags: {a: 'x*'} | tags.a: \"x*\" is not the value of a tag, which"
                        + " has up to 256 letters, digits, spaces and _ . : / = + - @",
                "provider: aws, backend: s, role: a, tags: {team: b}, transitive-tags: [tem] | transitive-tags:"
                        + " \"tem\" is not among the tags; did you mean team?; write it there too",
                "provider: aws, backend: s, role: a, policy: '[]' | policy: \"[]\" is not a policy; write it as a JSON"
                        + " object, or name its file with ${file:...}",
                "provider: aws, backend: s, role: a, policy: '{\"a\": \"${caller.name}\"}' | policy: \"{\"a\":"
                        + " \"${caller.name}\"}\" refers to the caller; it is the same for all callers, and what"
                        + " differs goes into tags, which policies see as ${aws:PrincipalTag/...}",
                "provider: aws, backend: s, role: a, policy-arns: [x] | policy-arns: \"x\" is not the ARN of a policy;"
                        + " write it like arn:aws:iam::aws:policy/ReadOnlyAccess",
            })
    void saysWhatIsWrongAndWhatWouldBeRight(String keys, String problem) {
        assertThat(Written.yaml(BACKENDS + "credentials: {c: {" + keys + "}}").problems())
                .containsExactly("credence.yaml:2: credentials.c." + problem);
    }

    @Test
    void refusesMoreThanStsTakes() {
        StringBuilder tags = new StringBuilder();
        StringBuilder arns = new StringBuilder();
        for (int i = 0; i < 51; i++) {
            tags.append("k").append(i).append(": v, ");
        }
        for (int i = 0; i < 11; i++) {
            arns.append("'arn:aws:iam::aws:policy/p").append(i).append("', ");
        }
        String policy = "{\"a\":\"" + "x".repeat(2048) + "\"}";

        assertThat(Written.yaml(BACKENDS + "credentials: {c: {provider: aws, backend: s, role: a, tags: {" + tags
                                + "}, policy-arns: [" + arns + "], policy: '" + policy + "'}}")
                        .problems())
                .hasSize(3)
                .anyMatch(line -> line.endsWith("tags: are 51; AWS takes 50"))
                .anyMatch(line -> line.endsWith("policy-arns: are 11; AWS takes 10"))
                .anyMatch(line -> line.endsWith("has 2056 characters; AWS takes 2048"));
    }

    @Test
    void saysThatAChainOfRolesLivesAnHour() {
        String chained = """
                backends: {vault: , s: {type: sts, credentials: {backend: vault, mount: aws, role: hub}}}
                credentials: {c: {provider: aws, backend: s, role: "a@123456789012", ttl: 2h}}
                """;

        assertThat(Written.yaml(chained).warnings())
                .singleElement()
                .asString()
                .contains("credentials.c.ttl: warning: 2h is more than the 1h that AWS gives when a role is assumed");
        assertThat(Written.yaml(chained.replace("2h", "1h")).warnings()).isEmpty();
    }
}
